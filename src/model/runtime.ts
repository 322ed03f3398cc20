// Loads onnxruntime-web, once. Two rules must be kept: every session gets our own device as an execution provider
// option, and two calls into the runtime must never overlap: the asyncify build hangs, the JSPI build aborts its wasm
// (https://github.com/huggingface/transformers.js/issues/909).

import type * as Ort from "onnxruntime-web";
import { AppError } from "../base/errors.ts";
import { countThreads } from "./threads.ts";

export type OrtModule = typeof Ort;

let loading: Promise<OrtModule> | undefined;
let threads = 1;

/** Returns on how many threads the processor computes; 1 until the runtime is loaded. */
export const processorThreads = (): number => threads;

/**
 * Loads the JSPI build where the browser supports it (10 MB smaller, faster calls), else the asyncify build.
 * @throws AppError `simd-missing`, since both are built for it.
 */
export function loadRuntime(): Promise<OrtModule> {
  if (loading === undefined) {
    loading = load();
    loading.catch(() => (loading = undefined)); // a later call tries again
  }
  return loading;
}

async function load(): Promise<OrtModule> {
  checkSimd();
  const [ort, count] = await Promise.all([
    "Suspending" in WebAssembly ? import("onnxruntime-web/jspi") : import("onnxruntime-web/webgpu"),
    countThreads(),
  ]);
  threads = count;
  ort.env.wasm.numThreads = count;
  ort.env.logLevel = "error";
  return ort;
}

/** A WebAssembly program: a type [] → [v128], and a function of it that is i32.const 0, i8x16.splat. */
const SIMD = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7b, 3, 2, 1, 0, 10, 8, 1, 6, 0, 0x41, 0,
  0xfd, 0x0f, 0x0b,
]);

function checkSimd(): void {
  if (WebAssembly.validate(SIMD)) return;
  throw new AppError(
    "simd-missing",
    "This browser's WebAssembly has no SIMD, which the runtime of models needs on the graphics adapter and on the processor.",
    "Update the browser. If it is a current one, this processor lacks the instructions (SSE 4.1), or a setting keeps them from it: open the page on another machine.",
  );
}

let tail: Promise<unknown> = Promise.resolve();

/** Runs `call` after every earlier one has ended, in success or failure. */
export function serialized<T>(call: () => Promise<T>): Promise<T> {
  const result = tail.then(call);
  tail = result.catch(() => undefined);
  return result;
}

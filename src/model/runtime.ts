// Loads onnxruntime-web, once. Two rules must be kept: every session gets our own device as an execution provider
// option, and two calls into the runtime must never overlap: the asyncify build hangs, the JSPI build aborts its wasm
// (https://github.com/huggingface/transformers.js/issues/909).

import type * as Ort from "onnxruntime-web";

export type OrtModule = typeof Ort;

/** More threads wait for each other's memory more than they compute. */
const MOST_THREADS = 8;

/**
 * Returns on how many threads the processor computes. Threads share memory, which browsers allow only to pages that are
 * isolated from other origins; others have one.
 */
export const processorThreads = (): number =>
  crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MOST_THREADS) : 1;

let loading: Promise<OrtModule> | undefined;

/** Loads the JSPI build where the browser supports it (10 MB smaller, faster calls), else the asyncify build. */
export function loadRuntime(): Promise<OrtModule> {
  loading ??= (
    "Suspending" in WebAssembly ? import("onnxruntime-web/jspi") : import("onnxruntime-web/webgpu")
  ).then((ort) => {
    ort.env.wasm.numThreads = processorThreads();
    ort.env.logLevel = "error";
    return ort;
  });
  return loading;
}

let tail: Promise<unknown> = Promise.resolve();

/** Runs `call` after every earlier one has ended, in success or failure. */
export function serialized<T>(call: () => Promise<T>): Promise<T> {
  const result = tail.then(call);
  tail = result.catch(() => undefined);
  return result;
}

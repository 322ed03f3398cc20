// onnxruntime-web, loaded once. Two rules that cost days if broken: every session gets our own device by
// name, and never do two calls into the runtime overlap (asyncify hangs, JSPI aborts the wasm).

import type * as Ort from "onnxruntime-web";

export type OrtModule = typeof Ort;

let loading: Promise<OrtModule> | undefined;

/** The JSPI build where the browser has it (10 MB smaller, faster calls), else the asyncify build. */
export function loadRuntime(): Promise<OrtModule> {
  loading ??= (
    "Suspending" in WebAssembly ? import("onnxruntime-web/jspi") : import("onnxruntime-web/webgpu")
  ).then((ort) => {
    ort.env.wasm.numThreads = 1; // threads would need cross-origin isolation and buy little here
    ort.env.logLevel = "error";
    return ort;
  });
  return loading;
}

let tail: Promise<unknown> = Promise.resolve();

/** Runs `call` after every earlier one has ended, whether it failed or not. */
export function serialized<T>(call: () => Promise<T>): Promise<T> {
  const result = tail.then(call);
  tail = result.catch(() => undefined);
  return result;
}

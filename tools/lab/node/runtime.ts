// The runtime of graphs in Node: onnxruntime-node where somebody has installed it, which is several times as fast on one core,
// else onnxruntime-web. It takes the place of onnxruntime-web's builds for browsers.

import type * as Ort from "onnxruntime-web";

/** Named apart, because the project does not depend on it. */
const NATIVE = "onnxruntime-node";

const native = await import(/* @vite-ignore */ NATIVE).then(
  (ort: typeof Ort) => ort,
  () => null,
);
const ort = native ?? (await import("onnxruntime-web"));

/** What it is called in reports. */
export const runtimeName = native === null ? "onnxruntime-web" : NATIVE;
/** onnxruntime-node has nothing to set for WebAssembly. */
export const env: Pick<typeof Ort.env, "wasm" | "logLevel"> =
  native === null ? ort.env : { wasm: {}, logLevel: "error" };
export const { Tensor } = ort;
export const InferenceSession = {
  create: (bytes: Uint8Array, options: Ort.InferenceSession.SessionOptions) =>
    ort.InferenceSession.create(
      bytes,
      // On one thread, as WebAssembly does here.
      native === null
        ? options
        : { ...options, executionProviders: ["cpu"], intraOpNumThreads: 1, interOpNumThreads: 1 },
    ),
};

// Finds out where a model's graphs run faster, on the graphics adapter or on the processor. Both multiply the same matrices
// for a few hundredths of a second. The adapter's name would not tell: software adapters have many, and an old graphics
// chip can be behind a new processor.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor } from "../gpu/tensor.ts";
import { MULTIPLY_MATRICES, recordMultiplyMatrices } from "../kernels/multiply-matrices.ts";
import type { GraphRuntime } from "../model/graph.ts";
import { makeNode, makeValue } from "../model/onnx/make-parts.ts";
import { ELEMENT } from "../model/onnx/proto.ts";
import { writeModel } from "../model/onnx/write-model.ts";
import { loadRuntime, serialized } from "../model/runtime.ts";

/** How fast matrices are multiplied, in billions of multiplications with addition a second. */
export interface RuntimeRates {
  /** The graphics adapter's rate; null where it did not answer in time. */
  readonly webgpu: number | null;
  /** The processor's rate, in the WebAssembly runtime with its threads. */
  readonly wasm: number;
}

/** Rows and columns of the matrices. */
const SIDE = 256;
/** A measure of at least this long is believed. */
const ENOUGH_MS = 15;
/** Other work on the machine makes a measure slower and never faster, so the fastest of so many counts. */
const MEASURES = 3;
/** Longer than the slowest adapter needs for one product; one that takes longer is given up. */
const MOST_MS = 4000;

/** The runtime with the higher rate. */
export const fasterOf = ({ webgpu, wasm }: RuntimeRates): GraphRuntime =>
  webgpu !== null && webgpu >= wasm ? "webgpu" : "wasm";

const measured = new WeakMap<Gpu, Promise<RuntimeRates>>();

/** Measures both, once for each device. An adapter that needs longer than `mostMs` to compile, or for one product, has no rate. @throws AppError `device-lost`, `kernel-compile`, `gpu-memory`. */
export function measureRuntimes(gpu: Gpu, mostMs = MOST_MS): Promise<RuntimeRates> {
  let rates = measured.get(gpu);
  if (rates === undefined) {
    // One after the other: a software adapter computes on the processor too.
    rates = adapterRate(gpu, mostMs).then(async (webgpu) => ({
      webgpu,
      wasm: await processorRate(),
    }));
    measured.set(gpu, rates);
    rates.catch(() => measured.delete(gpu));
  }
  return rates;
}

/** Products a millisecond as billions of multiplications a second. */
const rateOf = (products: number, ms: number): number => (products * SIDE ** 3) / ms / 1e6;

async function adapterRate(gpu: Gpu, mostMs: number): Promise<number | null> {
  // An adapter that cannot be relied on may never compile either.
  const kernel = await inTime(gpu.kernels.load(MULTIPLY_MATRICES), mostMs);
  if (kernel === null) return null;
  const matrix = (name: string) =>
    createTensor(gpu, [SIDE, SIDE], "float32", `runtime/measured-${name}`);
  const tensors = { left: matrix("left"), right: matrix("right"), product: matrix("product") };
  /** The milliseconds that so many products take; null where that is too long. */
  const msOf = async (products: number): Promise<number | null> => {
    const recorder = createRecorder(gpu, "runtime/measured");
    recordMultiplyMatrices(recorder, kernel, SIDE, tensors, products);
    const start = performance.now();
    recorder.submit();
    const done = gpu.device.queue.onSubmittedWorkDone().then(() => performance.now());
    const doneMs = await inTime(done, mostMs);
    return doneMs === null ? null : doneMs - start;
  };
  try {
    if ((await msOf(1)) === null) return null; // starts the pipeline, and is not counted
    for (let products = 1; ; products *= 2) {
      const ms = await msOf(products);
      if (ms === null) return null;
      if (ms < ENOUGH_MS) continue;
      let least = ms;
      for (let i = 1; i < MEASURES; i++)
        least = Math.min(least, (await msOf(products)) ?? Infinity);
      return rateOf(products, least);
    }
  } finally {
    for (const tensor of Object.values(tensors)) tensor.destroy();
  }
}

async function processorRate(): Promise<number> {
  const ort = await loadRuntime();
  return serialized(async () => {
    const session = await ort.InferenceSession.create(productGraph(), {
      executionProviders: ["wasm"],
    });
    const matrix = new ort.Tensor("float32", new Float32Array(SIDE * SIDE), [SIDE, SIDE]);
    try {
      await session.run({ left: matrix, right: matrix }); // allocates, and is not counted
      let best = 0;
      for (let i = 0; i < MEASURES; i++) {
        const start = performance.now();
        let [products, ms] = [0, 0];
        for (; ms < ENOUGH_MS; ms = performance.now() - start, products++)
          await session.run({ left: matrix, right: matrix });
        best = Math.max(best, rateOf(products, ms));
      }
      return best;
    } finally {
      await session.release();
    }
  });
}

/** A graph that multiplies two matrices. */
function productGraph(): Uint8Array<ArrayBuffer> {
  const matrix = (name: string) => makeValue(name, ELEMENT.float, [SIDE, SIDE]);
  return writeModel({
    fields: [Uint8Array.of(0x08, 8)], // ir_version 8
    graphFields: [Uint8Array.of(0x12, 1, 0x70)], // name "p"
    opsets: new Map([["", 17]]),
    nodes: [makeNode("MatMul", ["left", "right"], ["product"])],
    weights: new Map(),
    inputs: [matrix("left"), matrix("right")],
    outputs: [matrix("product")],
    valueInfos: [],
  });
}

/** What the work gives, or null where it does not end within `ms`. */
async function inTime<T>(work: Promise<T>, ms: number): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

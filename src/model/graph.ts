// One ONNX graph in a session. It takes and gives our GPU tensors; small integer inputs come from the CPU. On "wasm"
// the graph runs on the processor: its tensors lie there, and those of the GPU are copied to and fro.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import { nextTurn } from "../base/next-turn.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { caughtUp, type GpuFailure } from "../gpu/errors.ts";
import { readBytes, readFloats } from "../gpu/readback.ts";
import { tensorFrom, tensorOnCpu, type Tensor } from "../gpu/tensor.ts";
import { piecedBlob } from "./pieced-blob.ts";
import { createError, isOfMemory, runError } from "./graph-errors.ts";
import { loadRuntime, serialized, type OrtModule } from "./runtime.ts";

/** "webgpu" runs the ONNX graphs on the graphics adapter, "wasm" on the processor; our shaders stay on WebGPU. */
export type GraphRuntime = "webgpu" | "wasm";

/** A runtime, or the one that multiplies matrices faster. */
export type RuntimeChoice = GraphRuntime | "fastest";

/** What a graph may be fed: a GPU tensor, or a value of the runtime (an earlier output, a CPU array). */
export type Feed = Tensor | Ort.Tensor;

export interface Graph {
  readonly name: string;
  readonly runtime: GraphRuntime;
  readonly inputs: ReadonlyMap<string, ValueInfo>;
  readonly outputs: ReadonlyMap<string, ValueInfo>;
  /** Whether the protobuf contains the operator, found in its bytes. */
  hasOperator(type: string): boolean;
  /**
   * Runs the graph and returns the requested outputs, which the caller disposes. With `isLarge` it waits until the GPU
   * has taken the work and fails when memory was missing, which the runtime does not notice.
   * @throws AppError `graph-memory` when smaller work might succeed, else `graph-run`.
   */
  run(
    feeds: Readonly<Record<string, Feed>>,
    fetches: Readonly<Record<string, Ort.Tensor | null>>,
    options?: { readonly isLarge?: boolean },
  ): Promise<Record<string, Ort.Tensor>>;
  /** Turns an output into a GPU tensor of ours; `destroy` gives it back to the runtime. */
  toTensor(value: Ort.Tensor, label: string): Tensor;
  /**
   * The same for an output that no shader changes before another graph takes it: values of the processor stay there until a shader
   * reads them.
   */
  toPassed(value: Ort.Tensor, label: string): Tensor;
  /** Turns a GPU tensor into a value of the runtime that shares its buffer. For the WebGPU runtime only. */
  fromTensor(tensor: Tensor, dims?: readonly number[]): Ort.Tensor;
  floats(values: Float32Array, dims: readonly number[]): Ort.Tensor;
  int64(values: BigInt64Array, dims: readonly number[]): Ort.Tensor;
  int32(values: Int32Array, dims: readonly number[]): Ort.Tensor;
  bools(values: Uint8Array, dims: readonly number[]): Ort.Tensor;
  /** Returns a tensor of zeros; it is empty where an axis is 0. */
  zeros(dtype: "float32" | "float16", dims: readonly number[]): Ort.Tensor;
  release(): Promise<void>;
}

export interface ValueInfo {
  readonly type: string;
  /** The shape: numbers are fixed, names are free. */
  readonly shape: readonly (number | string)[];
}

/** Weights stored beside a graph; `path` is the name in the graph. A Blob on disk is read piece by piece. */
export interface ExternalData {
  readonly path: string;
  readonly data: Blob;
}

/** Opens a graph. @throws AppError `graph-create` when the runtime refuses the file. */
export async function createGraph(
  gpu: Gpu,
  name: string,
  bytes: Uint8Array,
  runtime: GraphRuntime,
  externalData: readonly ExternalData[] = [],
): Promise<Graph> {
  const ort = await loadRuntime();
  const session = await serialized(() =>
    createSession(ort, gpu, name, bytes, runtime, externalData),
  );
  const text = latin1(bytes);
  const toTensor: Graph["toTensor"] = (value, label) => {
    if (value.location === "gpu-buffer") {
      return {
        buffer: value.gpuBuffer,
        dims: value.dims,
        dtype: value.type === "float16" ? "float16" : "float32",
        label,
        destroy: () => value.dispose(),
      };
    }
    if (value.type === "float16") return halvesFrom(gpu, value, label);
    return tensorFrom(gpu, value.data as Float32Array<ArrayBuffer>, value.dims, label);
  };
  return {
    name,
    runtime,
    inputs: valueInfos(session.inputMetadata),
    outputs: valueInfos(session.outputMetadata),
    hasOperator: (type) => text.some((part) => part.includes(type)),
    async run(feeds, fetches, { isLarge = false } = {}) {
      const values: Record<string, Ort.Tensor> = {};
      for (const [key, feed] of Object.entries(feeds)) {
        values[key] = "buffer" in feed ? await toValue(ort, gpu, feed, runtime) : feed;
      }
      const known = gpu.errors.length;
      const watch = async (): Promise<readonly GpuFailure[]> => {
        await caughtUp(gpu);
        return gpu.errors.slice(known);
      };
      let results: Record<string, Ort.Tensor>;
      try {
        results = await serialized(() => session.run(values, fetches));
      } catch (cause) {
        throw runError(gpu, name, await watch(), cause);
      }
      // The processor has made them at once, so nothing else that waits has been heard.
      if (runtime === "wasm") await nextTurn();
      if (!isLarge || runtime === "wasm") return results;
      const failures = await watch();
      if (!failures.some(isOfMemory)) return results;
      for (const [key, value] of Object.entries(results)) {
        if ((fetches[key] ?? null) === null) value.dispose();
      }
      throw runError(gpu, name, failures);
    },
    toTensor,
    toPassed(value, label) {
      return value.location === "cpu" && value.type === "float32"
        ? tensorOnCpu(gpu, value.data as Float32Array<ArrayBuffer>, value.dims, label)
        : toTensor(value, label);
    },
    fromTensor: (tensor, dims = tensor.dims) => gpuValue(ort, tensor, dims),
    floats: (values, dims) => new ort.Tensor("float32", values, dims),
    int64: (values, dims) => new ort.Tensor("int64", values, dims),
    int32: (values, dims) => new ort.Tensor("int32", values, dims),
    bools: (values, dims) => new ort.Tensor("bool", values, dims),
    zeros: (dtype, dims) =>
      dtype === "float16"
        ? new ort.Tensor("float16", new Uint16Array(elementCount(dims)), dims)
        : new ort.Tensor("float32", new Float32Array(elementCount(dims)), dims),
    release: () => serialized(() => session.release()),
  };
}

/** With these operators the runtime never holds all scores of attention at once, with subgroups or without. */
const FUSED_ATTENTION = ["GroupQueryAttention", "MultiHeadAttention"];

export const isFused = (graph: Graph): boolean =>
  FUSED_ATTENTION.some((type) => graph.hasOperator(type));

const EXTERNAL_NAME = /[\w.-]+\.onnx_data(?:_\d+)?/g;

/** Returns the names of weight files that a graph's bytes contain, each once. */
export const externalNames = (bytes: Uint8Array): string[] => [
  ...new Set(latin1(bytes).flatMap((part) => part.match(EXTERNAL_NAME) ?? [])),
];

/** The longest name or operator that is searched for: consecutive texts overlap by so many bytes. */
const OVERLAP = 256;
const PART_BYTES = 2 ** 24;

/** Returns the bytes as overlapping texts, since a graph with its weights inside is too long for one. */
function latin1(bytes: Uint8Array): string[] {
  const decoder = new TextDecoder("latin1");
  const count = Math.ceil(bytes.length / PART_BYTES);
  return Array.from({ length: count }, (_, i) =>
    decoder.decode(bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES + OVERLAP)),
  );
}

async function createSession(
  ort: OrtModule,
  gpu: Gpu,
  name: string,
  bytes: Uint8Array,
  runtime: GraphRuntime,
  externalData: readonly ExternalData[],
): Promise<Ort.InferenceSession> {
  const known = gpu.errors.length;
  try {
    return await ort.InferenceSession.create(bytes, {
      ...(externalData.length > 0
        ? { externalData: externalData.map(({ path, data }) => ({ path, data: piecedBlob(data) })) }
        : {}),
      graphOptimizationLevel: "all",
      // Errors only: the runtime warns that shapes are computed on the CPU, which is intended.
      logSeverityLevel: 3,
      // onnxruntime-web 1.30 ignores `env.webgpu.device`, so every session is given the device. This can go when
      // https://github.com/microsoft/onnxruntime/issues/26107 is closed.
      executionProviders:
        runtime === "webgpu" ? [{ name: "webgpu", device: gpu.device }] : ["wasm"],
      ...(runtime === "webgpu" ? { preferredOutputLocation: "gpu-buffer" } : {}),
    });
  } catch (cause) {
    await caughtUp(gpu);
    throw createError(gpu, name, gpu.errors.slice(known), cause);
  }
}

async function toValue(
  ort: OrtModule,
  gpu: Gpu,
  tensor: Tensor,
  runtime: GraphRuntime,
): Promise<Ort.Tensor> {
  if (runtime === "webgpu") return gpuValue(ort, tensor, tensor.dims);
  if (tensor.dtype === "float16") {
    return new ort.Tensor("float16", new Uint16Array(await readBytes(gpu, tensor)), tensor.dims);
  }
  if (tensor.dtype === "int32") {
    return new ort.Tensor("int32", new Int32Array(await readBytes(gpu, tensor)), tensor.dims);
  }
  return new ort.Tensor("float32", tensor.values ?? (await readFloats(gpu, tensor)), tensor.dims);
}

/** Copies a 16-bit value from the CPU to the GPU, bit by bit. */
function halvesFrom(gpu: Gpu, { data, dims }: Ort.Tensor, label: string): Tensor {
  // The runtime gives a Float16Array where there is one.
  const { buffer, byteOffset, length } = data as Uint16Array<ArrayBuffer>;
  return tensorFrom(gpu, new Uint16Array(buffer, byteOffset, length), dims, label);
}

function gpuValue(ort: OrtModule, tensor: Tensor, dims: readonly number[]): Ort.Tensor {
  invariant(tensor.dtype !== "uint32", `${tensor.label} is uint32, which graphs do not take`);
  const bytes = elementCount(dims) * (tensor.dtype === "float16" ? 2 : 4);
  // The runtime does not refuse a buffer that is too small, but reads zeros.
  invariant(
    tensor.buffer.size >= bytes,
    `${tensor.label} holds ${tensor.buffer.size} bytes, [${dims.join(",")}] wants ${bytes}`,
  );
  return ort.Tensor.fromGpuBuffer(tensor.buffer, { dataType: tensor.dtype, dims: [...dims] });
}

function valueInfos(
  metadata: readonly Ort.InferenceSession.ValueMetadata[],
): Map<string, ValueInfo> {
  return new Map(
    metadata.map((value) => [
      must(value.name, "name of a graph value"),
      value.isTensor ? { type: value.type, shape: value.shape } : { type: "other", shape: [] },
    ]),
  );
}

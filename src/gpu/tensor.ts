// A GPU buffer with a shape. Whoever creates a tensor destroys it. A tensor starts at byte 0 of its buffer, as the ONNX
// runtime wants it.

import { invariant } from "../base/assert.ts";
import { alignTo, elementCount } from "../base/shape.ts";
import { BUFFER_USAGE } from "./constants.ts";
import type { Gpu } from "./device.ts";

export type Dtype = "float32" | "float16" | "uint32" | "int32";

export const BYTES_PER_ELEMENT: Readonly<Record<Dtype, number>> = {
  float32: 4,
  float16: 2,
  uint32: 4,
  int32: 4,
};

export interface Tensor {
  readonly buffer: GPUBuffer;
  /**
   * The values as they came, where they lie on the processor too: the buffer is made and filled when it is first asked for. What a
   * shader writes into it later does not change them.
   */
  readonly values?: Float32Array<ArrayBuffer> | undefined;
  readonly dims: readonly number[];
  readonly dtype: Dtype;
  /** A name "<stage>/<what>", the same in errors, traces and the profiler. */
  readonly label: string;
  destroy(): void;
}

/** Makes a tensor for whoever is given this; its maker destroys it, and says when. */
export type MakeTensor = (dims: readonly number[], dtype: Dtype, name: string) => Tensor;

/** STORAGE for shaders and the runtime; COPY_SRC and COPY_DST for gathering, uploads and readback. */
const USAGE_FLAGS = BUFFER_USAGE.STORAGE | BUFFER_USAGE.COPY_SRC | BUFFER_USAGE.COPY_DST;

/** Returns the bytes of a tensor's buffer: at least 16, because WebGPU refuses an empty binding. */
export const sizeOf = (dims: readonly number[], dtype: Dtype): number =>
  Math.max(16, alignTo(elementCount(dims) * BYTES_PER_ELEMENT[dtype], 16));

/** Allocates a tensor of zeros. */
export function createTensor(
  gpu: Pick<Gpu, "device">,
  dims: readonly number[],
  dtype: Dtype,
  label: string,
): Tensor {
  const size = sizeOf(dims, dtype);
  const limit = gpu.device.limits.maxBufferSize;
  invariant(size <= limit, `${label} wants ${size} bytes, the device allows ${limit}`);
  const buffer = gpu.device.createBuffer({ label, size, usage: USAGE_FLAGS });
  return { buffer, dims, dtype, label, destroy: () => buffer.destroy() };
}

type Values =
  | Float32Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>;

function dtypeOf(data: Values): Dtype {
  if (data instanceof Float32Array) return "float32";
  if (data instanceof Uint16Array) return "float16";
  return data instanceof Uint32Array ? "uint32" : "int32";
}

/** Allocates a tensor and fills it; words of 16 bits are those of halves. The length of the data must be the shape's element count. */
export function tensorFrom(
  gpu: Pick<Gpu, "device">,
  data: Values,
  dims: readonly number[],
  label: string,
): Tensor {
  invariant(
    data.length === elementCount(dims),
    `${label} has ${data.length} values, wanted ${dims.join("×")}`,
  );
  const tensor = createTensor(gpu, dims, dtypeOf(data), label);
  gpu.device.queue.writeBuffer(tensor.buffer, 0, data.byteLength % 4 === 0 ? data : inWords(data));
  return tensor;
}

/** A queue writes multiples of four bytes. */
function inWords({ buffer, byteOffset, byteLength }: Values): Uint8Array<ArrayBuffer> {
  const words = new Uint8Array(alignTo(byteLength, 4));
  words.set(new Uint8Array(buffer, byteOffset, byteLength));
  return words;
}

/** Makes a tensor of values that may never be wanted on the GPU. The length must be the shape's element count. */
export function tensorOnCpu(
  gpu: Pick<Gpu, "device">,
  values: Float32Array<ArrayBuffer>,
  dims: readonly number[],
  label: string,
): Tensor {
  let copy: Tensor | null = null;
  return {
    dims,
    dtype: "float32",
    label,
    values,
    get buffer() {
      return (copy ??= tensorFrom(gpu, values, dims, label)).buffer;
    },
    destroy: () => copy?.destroy(),
  };
}

/** Returns the same bytes under another shape. Both share the buffer, so only one of the two is destroyed. */
export function reshape(tensor: Tensor, dims: readonly number[]): Tensor {
  invariant(
    elementCount(dims) <= elementCount(tensor.dims),
    `${tensor.label} [${tensor.dims.join(",")}] cannot be seen as [${dims.join(",")}]`,
  );
  const { dtype, label, values } = tensor;
  return {
    dims,
    dtype,
    label,
    values: values?.subarray(0, elementCount(dims)),
    get buffer() {
      return tensor.buffer;
    },
    destroy: () => tensor.destroy(),
  };
}

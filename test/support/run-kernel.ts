import { expect } from "vitest";
import { halfValue } from "../../src/base/half.ts";
import type { Gpu } from "../../src/gpu/device.ts";
import { readBytes, readFloats, readUints } from "../../src/gpu/readback.ts";
import { createRecorder, type Recorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom, type Dtype, type Tensor } from "../../src/gpu/tensor.ts";
import { realTensor } from "./real.ts";

export interface Workbench {
  input(
    data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
    dims?: readonly number[],
  ): Tensor;
  /** A tensor of `Real`, in the type of the test that runs. */
  reals(data: Float32Array<ArrayBuffer>, dims?: readonly number[]): Tensor;
  output(dims: readonly number[], dtype?: Dtype): Tensor;
  /** Records and submits. */
  run(record: (recorder: Recorder) => void): void;
  floats(tensor: Tensor): Promise<number[]>;
  uints(tensor: Tensor): Promise<number[]>;
}

/**
 * Runs kernels on tensors that are destroyed after the call, and checks that nothing is left behind. `axisLimit` is the
 * most workgroups along an axis of the grid.
 */
export async function onWorkbench<T>(
  gpu: Gpu,
  work: (bench: Workbench) => Promise<T>,
  axisLimit?: number,
): Promise<T> {
  const before = gpu.ledger.liveBuffers;
  const tensors: Tensor[] = [];
  const keep = (tensor: Tensor): Tensor => {
    tensors.push(tensor);
    return tensor;
  };
  const narrow = axisLimit === undefined ? gpu : withNarrowGrid(gpu, axisLimit);
  try {
    return await work({
      input: (data, dims = [data.length]) => keep(tensorFrom(gpu, data, dims, "test/input")),
      reals: (data, dims = [data.length]) => keep(realTensor(gpu, data, dims, "test/reals")),
      output: (dims, dtype = "float32") => keep(createTensor(gpu, dims, dtype, "test/output")),
      run(record) {
        const recorder = createRecorder(narrow, "test");
        record(recorder);
        recorder.submit();
      },
      floats: (tensor) => floatsOf(gpu, tensor),
      uints: async (tensor) => Array.from(await readUints(gpu, tensor)),
    });
  } finally {
    for (const tensor of tensors) tensor.destroy();
    expect(gpu.ledger.liveBuffers).toBe(before);
  }
}

/** The numbers of a tensor of floats of either width. */
export async function floatsOf(gpu: Gpu, tensor: Tensor): Promise<number[]> {
  if (tensor.dtype !== "float16") return Array.from(await readFloats(gpu, tensor));
  return Array.from(new Uint16Array(await readBytes(gpu, tensor)), halfValue);
}

/** The device with short grid axes, which make the recorder fold. */
function withNarrowGrid(gpu: Gpu, axisLimit: number): Gpu {
  const limits = { maxComputeWorkgroupsPerDimension: axisLimit };
  const device = new Proxy(gpu.device, {
    get(target, key) {
      if (key === "limits") return limits;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...gpu, device };
}

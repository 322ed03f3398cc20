import { expect } from "vitest";
import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats, readUints } from "../../src/gpu/readback.ts";
import { createRecorder, type Recorder } from "../../src/gpu/recorder.ts";
import { createTensor, tensorFrom, type Dtype, type Tensor } from "../../src/gpu/tensor.ts";

export interface Workbench {
  /** The device, with a grid axis of at most `axisLimit` workgroups if that was given. */
  readonly gpu: Gpu;
  input(
    data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Int32Array<ArrayBuffer>,
    dims?: readonly number[],
  ): Tensor;
  output(dims: readonly number[], dtype?: Dtype): Tensor;
  /** Records and submits. */
  run(record: (recorder: Recorder) => void): void;
  floats(tensor: Tensor): Promise<number[]>;
  uints(tensor: Tensor): Promise<number[]>;
}

/** Runs kernels on tensors that are destroyed after the call, and checks that nothing is left behind. */
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
  try {
    return await work({
      gpu: axisLimit === undefined ? gpu : withNarrowGrid(gpu, axisLimit),
      input: (data, dims = [data.length]) => keep(tensorFrom(gpu, data, dims, "test/input")),
      output: (dims, dtype = "float32") => keep(createTensor(gpu, dims, dtype, "test/output")),
      run(record) {
        const recorder = createRecorder(gpu, "test");
        record(recorder);
        recorder.submit();
      },
      floats: async (tensor) => Array.from(await readFloats(gpu, tensor)),
      uints: async (tensor) => Array.from(await readUints(gpu, tensor)),
    });
  } finally {
    for (const tensor of tensors) tensor.destroy();
    expect(gpu.ledger.liveBuffers).toBe(before);
  }
}

/** Launchers ask the device only for the length of a grid axis, so a short one makes them fold. */
function withNarrowGrid(gpu: Gpu, axisLimit: number): Gpu {
  return {
    ...gpu,
    device: { limits: { maxComputeWorkgroupsPerDimension: axisLimit } } as GPUDevice,
  };
}

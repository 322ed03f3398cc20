// GPU → CPU. Slow, so only small things come back: budgets, scores for the chart, one token id a step.

import { AppError } from "../base/errors.ts";
import { alignTo, elementCount } from "../base/shape.ts";
import type { Gpu } from "./device.ts";
import { BYTES_PER_ELEMENT, type Tensor } from "./tensor.ts";

/** The tensor's bytes, after everything submitted before. @throws AppError `device-lost`. */
export async function readBytes(gpu: Gpu, tensor: Tensor): Promise<ArrayBuffer> {
  const bytes = elementCount(tensor.dims) * BYTES_PER_ELEMENT[tensor.dtype];
  const size = alignTo(Math.max(4, bytes), 4);
  const staging = gpu.device.createBuffer({
    label: `${tensor.label}/readback`,
    size,
    usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ,
  });
  try {
    const encoder = gpu.device.createCommandEncoder({ label: staging.label });
    encoder.copyBufferToBuffer(tensor.buffer, 0, staging, 0, size);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0, bytes);
  } catch (cause) {
    throw new AppError(
      "device-lost",
      `The graphics device went away while ${tensor.label} was read.`,
      "The engine opens a new device and starts again by itself.",
      { cause },
    );
  } finally {
    staging.destroy();
  }
}

export async function readFloats(gpu: Gpu, tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array(await readBytes(gpu, tensor));
}

export async function readUints(gpu: Gpu, tensor: Tensor): Promise<Uint32Array<ArrayBuffer>> {
  return new Uint32Array(await readBytes(gpu, tensor));
}

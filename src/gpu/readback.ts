// Reads tensors back from the GPU. That is slow, so only small ones come back: budgets, scores for the chart, one token
// id a step.

import { AppError } from "../base/errors.ts";
import { alignTo, elementCount } from "../base/shape.ts";
import { BUFFER_USAGE, MAP_READ } from "./constants.ts";
import type { Gpu } from "./device.ts";
import { caughtUp, failureWords, isLost } from "./errors.ts";
import { BYTES_PER_ELEMENT, type Tensor } from "./tensor.ts";

/**
 * Returns the tensor's bytes, after everything submitted before.
 * @throws AppError `device-lost` or `gpu-readback`.
 */
export async function readBytes(gpu: Gpu, tensor: Tensor): Promise<ArrayBuffer> {
  const bytes = elementCount(tensor.dims) * BYTES_PER_ELEMENT[tensor.dtype];
  const size = alignTo(Math.max(4, bytes), 4);
  const known = gpu.errors.length;
  const staging = gpu.device.createBuffer({
    label: `${tensor.label}/readback`,
    size,
    usage: BUFFER_USAGE.COPY_DST | BUFFER_USAGE.MAP_READ,
  });
  try {
    const encoder = gpu.device.createCommandEncoder({ label: staging.label });
    encoder.copyBufferToBuffer(tensor.buffer, 0, staging, 0, size);
    gpu.device.queue.submit([encoder.finish()]);
    await staging.mapAsync(MAP_READ);
    return staging.getMappedRange().slice(0, bytes);
  } catch (cause) {
    throw await readError(gpu, tensor.label, known, cause);
  } finally {
    staging.destroy();
  }
}

/** A failed read does not prove a lost device: a buffer that was never allocated cannot be read either. */
async function readError(
  gpu: Gpu,
  label: string,
  known: number,
  cause: unknown,
): Promise<AppError> {
  await caughtUp(gpu);
  if (await isLost(gpu)) {
    return new AppError(
      "device-lost",
      `The graphics device went away while ${label} was read.`,
      "The engine opens a new device and starts again by itself.",
      { cause },
    );
  }
  const said = failureWords(gpu.errors.slice(known), gpu.device.limits);
  return new AppError(
    "gpu-readback",
    `${label} could not be read from the GPU: ${cause instanceof Error ? cause.message : String(cause)}.${said}`,
    "Close other pages that use the GPU, look at fewer frames, and try again.",
    { cause },
  );
}

export async function readFloats(gpu: Gpu, tensor: Tensor): Promise<Float32Array<ArrayBuffer>> {
  return new Float32Array(await readBytes(gpu, tensor));
}

export async function readUints(gpu: Gpu, tensor: Tensor): Promise<Uint32Array<ArrayBuffer>> {
  return new Uint32Array(await readBytes(gpu, tensor));
}

// Pixels of some frames as the model sees them. They lie where frames are resized: on the graphics adapter, or on the processor.

import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import type { Size } from "../model/adapters/adapter.ts";

/** Where frames are resized. */
export type PixelPlace = "gpu" | "cpu";

export interface Pixels {
  /** [frames, 3, H, W] */
  readonly dims: readonly number[];
  /** The values where they lie on the processor, else null. */
  readonly values: Float32Array<ArrayBuffer> | null;
  /** The values on the adapter, float32. Those of the processor are copied there by each call, and stay until the pixels are destroyed. */
  onGpu(): Tensor;
  /** Some of the frames, which are destroyed before all of them. */
  part(first: number, frames: number): Pixels;
  /** Copies a frame to the one after it. */
  repeat(index: number): void;
  destroy(): void;
}

/** Makes room for frames. */
export function createPixels(
  gpu: Gpu,
  place: PixelPlace,
  frames: number,
  { width, height }: Size,
  label: string,
): Pixels {
  const dims = [frames, 3, height, width];
  if (place === "cpu") return pixelsOnCpu(gpu, new Float32Array(elementCount(dims)), dims, label);
  return pixelsOnGpu(gpu, createTensor(gpu, dims, "float32", label));
}

/** Pixels [frames, 3, H, W] of a tensor, which is destroyed with them. */
export function pixelsOnGpu(gpu: Gpu, tensor: Tensor): Pixels {
  const { dims, label, dtype } = tensor;
  const size = elementCount(dims.slice(1));
  return {
    dims,
    values: null,
    onGpu: () => tensor,
    part(first, frames) {
      const partDims = [frames, ...dims.slice(1)];
      if (first === 0) {
        return { ...pixelsOnGpu(gpu, reshape(tensor, partDims)), destroy: () => undefined };
      }
      const part = createTensor(gpu, partDims, dtype, `${label}-part`);
      const recorder = createRecorder(gpu, "vision/part");
      recorder.copy(tensor, part, { fromElement: first * size, count: frames * size });
      recorder.submit();
      return pixelsOnGpu(gpu, part);
    },
    repeat(index) {
      const spare = createTensor(gpu, [size], dtype, "vision/last-frame");
      const recorder = createRecorder(gpu, "vision/repeat-frame");
      // A buffer cannot be copied onto itself.
      recorder.copy(tensor, spare, { fromElement: index * size, count: size });
      recorder.copy(spare, tensor, { toElement: (index + 1) * size, count: size });
      recorder.submit();
      spare.destroy();
    },
    destroy: () => tensor.destroy(),
  };
}

/** Pixels [frames, 3, H, W] of an array. */
export function pixelsOnCpu(
  gpu: Gpu,
  values: Float32Array<ArrayBuffer>,
  dims: readonly number[],
  label: string,
): Pixels {
  const size = elementCount(dims.slice(1));
  let copy: Tensor | null = null;
  return {
    dims,
    values,
    onGpu() {
      if (copy === null) copy = tensorFrom(gpu, values, dims, label);
      else gpu.device.queue.writeBuffer(copy.buffer, 0, values);
      return copy;
    },
    part(first, frames) {
      const some = values.subarray(first * size, (first + frames) * size);
      return pixelsOnCpu(gpu, some, [frames, ...dims.slice(1)], `${label}-part`);
    },
    repeat(index) {
      values.copyWithin((index + 1) * size, index * size, (index + 1) * size);
    },
    destroy: () => copy?.destroy(),
  };
}

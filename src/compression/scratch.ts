// Tensors for the length of one recording. The next recording takes the same buffers again, because a fresh one is
// cleared before its first use, which on software WebGPU takes half as long as the pass that fills it.

import type { Gpu } from "../gpu/device.ts";
import { createTensor, sizeOf, type Dtype, type Tensor } from "../gpu/tensor.ts";

export interface ScratchTensors {
  /** Returns a tensor whose content is undefined: whoever takes it must write before reading. */
  take(dims: readonly number[], dtype: Dtype, label: string): Tensor;
  /** Ends a recording after `submit`: destroys tensors that it did not use, and keeps the others for the next one. */
  endRecording(): void;
  destroy(): void;
}

export function createScratch(gpu: Gpu): ScratchTensors {
  let taken: Tensor[] = [];
  let free: Tensor[] = [];

  const endRecording = (): void => {
    for (const tensor of free) tensor.destroy();
    free = taken;
    taken = [];
  };

  return {
    take(dims, dtype, label) {
      const size = sizeOf(dims, dtype);
      const at = free.findIndex(({ buffer }) => buffer.size === size);
      const [found] = at < 0 ? [] : free.splice(at, 1);
      const tensor =
        found === undefined
          ? createTensor(gpu, dims, dtype, label)
          : { ...found, dims, dtype, label };
      taken.push(tensor);
      return tensor;
    },
    endRecording,
    destroy() {
      endRecording();
      endRecording();
    },
  };
}

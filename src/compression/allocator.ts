// Hands out the tensors of one recording: kept ones go to their owner, scratch goes back to the pool.

import type { Gpu } from "../gpu/device.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Allocator } from "./method.ts";
import type { ScratchTensors } from "./scratch.ts";

export interface OwningAllocator extends Allocator {
  /** All tensors that `keep` handed out, to be destroyed by their owner. */
  readonly kept: readonly Tensor[];
}

export function createAllocator(gpu: Gpu, scratch: ScratchTensors, stage: string): OwningAllocator {
  const kept: Tensor[] = [];
  return {
    kept,
    keep(dims, dtype, name) {
      const tensor = createTensor(gpu, dims, dtype, `${stage}/${name}`);
      kept.push(tensor);
      return tensor;
    },
    scratch: (dims, dtype, name) => scratch.take(dims, dtype, `${stage}/${name}`),
  };
}

// Tensors of one recording: what is kept goes to its owner, what is scratch ends when the commands are submitted.

import type { Gpu } from "../gpu/device.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Allocator } from "./method.ts";

export interface OwningAllocator extends Allocator {
  /** Everything handed out by `keep`, to be destroyed by whoever keeps it. */
  readonly kept: readonly Tensor[];
  /** Call after `submit`: the queue holds on to what it still needs. */
  destroyScratch(): void;
}

export function createAllocator(gpu: Gpu, stage: string): OwningAllocator {
  const kept: Tensor[] = [];
  const scratch: Tensor[] = [];
  const into =
    (list: Tensor[]): Allocator["keep"] =>
    (dims, dtype, name) => {
      const tensor = createTensor(gpu, dims, dtype, `${stage}/${name}`);
      list.push(tensor);
      return tensor;
    };
  return {
    kept,
    keep: into(kept),
    scratch: into(scratch),
    destroyScratch() {
      for (const tensor of scratch.splice(0)) tensor.destroy();
    },
  };
}

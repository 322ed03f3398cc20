// Finds, from a count for each frame, the tokens that an even stride keeps, as ranks.

import wgsl from "../../shaders/strided-ranks.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const STRIDED_RANKS = kernelSource("strided-ranks", wgsl);

/** `budgets` uint32 [T] → `ranks` uint32 [T, N]: 0 where kept, else N. */
export function recordStridedRanks(
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens }: { readonly frames: number; readonly tokens: number },
  { budgets, ranks }: { readonly budgets: Tensor; readonly ranks: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [budgets],
    outputs: [ranks],
    params: packParams(u32(frames, tokens)),
    items: frames * tokens,
  });
}

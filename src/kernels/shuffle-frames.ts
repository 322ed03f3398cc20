// Hands the budgets of frames to other frames, by a seed: the control that tells whether it matters which frame gets more.

import wgsl from "../../shaders/shuffle-frames.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { BudgetTensors } from "./frame-budget.ts";

export const SHUFFLE_FRAMES = kernelSource("shuffle-frames", wgsl);

/** Permutes both tensors of `from` over the T frames. `seed` is taken modulo 2³². */
export function recordShuffleFrames(
  recorder: Recorder,
  kernel: Kernel,
  { frames, seed }: { readonly frames: number; readonly seed: number },
  { from, to }: { readonly from: BudgetTensors; readonly to: BudgetTensors },
): void {
  recorder.dispatch(kernel, {
    inputs: [from.shares, from.budgets],
    outputs: [to.shares, to.budgets],
    params: packParams(u32(frames, seed >>> 0)),
    items: frames,
  });
}

// Decides how many tokens each frame keeps: evenly, or by VidCom²'s softmax over the uniqueness of frames.

import { invariant } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordEvenBudget, EVEN_BUDGET } from "../kernels/even-budget.ts";
import {
  recordFrameBudget,
  FRAME_BUDGET,
  frameBudgetConstants,
  splitQuota,
  type BudgetTensors,
} from "../kernels/frame-budget.ts";
import type { CompleteRequest } from "./request.ts";

/** Returns the tokens kept of T·N by an even or exact budget: R·T·N rounded to the nearest, at least one. */
export function exactKept(retention: number, total: number): number {
  const [whole, fraction] = splitQuota(retention * total);
  return Math.max(1, whole + (fraction >= 0.5 ? 1 : 0));
}

/** Returns the most tokens that any request keeps: rounding up each frame adds at most one token a frame. */
export const mostKept = (retention: number, frames: number, tokens: number): number =>
  Math.min(frames * tokens, Math.ceil(retention * frames * tokens) + frames);

export type EncodeBudget = (
  recorder: Recorder,
  shape: { readonly frames: number; readonly tokens: number },
  uniqueness: Tensor | null,
  out: BudgetTensors,
) => void;

export async function loadBudget(gpu: Gpu, request: CompleteRequest): Promise<EncodeBudget> {
  const { retention, budget, switches } = request;
  switch (budget) {
    case "even": {
      const kernel = await gpu.kernels.load(EVEN_BUDGET);
      return (recorder, { frames, tokens }, _uniqueness, out) => {
        const kept = exactKept(retention, frames * tokens);
        recordEvenBudget(recorder, kernel, { frames, kept, retention }, out);
      };
    }
    case "vidcom2": {
      const { rounding, temperature } = switches;
      const kernel = await gpu.kernels.load(FRAME_BUDGET, frameBudgetConstants(rounding));
      return (recorder, { frames, tokens }, uniqueness, out) => {
        invariant(uniqueness !== null, "VidCom²'s budget needs the uniqueness of frames");
        const kept = exactKept(retention, frames * tokens);
        const shape = { frames, tokens, kept, retention, temperature };
        recordFrameBudget(recorder, kernel, shape, { uniqueness, ...out });
      };
    }
  }
}

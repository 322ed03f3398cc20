// Decides how many tokens each frame keeps: evenly, by VidCom²'s softmax over the uniqueness of frames, or by an order of
// all tokens; and which frame gets which of these numbers, where a draw decides that.

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
import { ORDER_BUDGET, recordOrderBudget } from "../kernels/order-budget.ts";
import { recordShuffleFrames, SHUFFLE_FRAMES } from "../kernels/shuffle-frames.ts";
import type { Allocator } from "./method.ts";
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
  drivers: BudgetDrivers,
  out: BudgetTensors,
  allocator: Allocator,
) => void;

/** What a budget may read, of the method itself or of the one that drives it. */
export interface BudgetDrivers {
  /** float32 [T], VidCom²'s. */
  readonly uniqueness: Tensor | null;
  /** uint32 [T, N]: the place of each token in an order over the whole video, 0 first. */
  readonly order: Tensor | null;
}

export async function loadBudget(gpu: Gpu, request: CompleteRequest): Promise<EncodeBudget> {
  const { retention, budget, switches } = request;
  switch (budget) {
    case "even": {
      const kernel = await gpu.kernels.load(EVEN_BUDGET);
      return (recorder, { frames, tokens }, _drivers, out) => {
        const kept = exactKept(retention, frames * tokens);
        recordEvenBudget(recorder, kernel, { frames, kept, retention }, out);
      };
    }
    case "vidcom2": {
      const { rounding, temperature } = switches;
      const kernel = await gpu.kernels.load(FRAME_BUDGET, frameBudgetConstants(rounding));
      return (recorder, { frames, tokens }, { uniqueness }, out) => {
        invariant(uniqueness !== null, "VidCom²'s budget needs the uniqueness of frames");
        const kept = exactKept(retention, frames * tokens);
        const shape = { frames, tokens, kept, retention, temperature };
        recordFrameBudget(recorder, kernel, shape, { uniqueness, ...out });
      };
    }
    case "cover":
    case "order":
    case "picks": {
      const kernel = await gpu.kernels.load(ORDER_BUDGET);
      return (recorder, { frames, tokens }, { order }, out) => {
        invariant(order !== null, "this budget needs an order of all tokens");
        // A method that picks tokens itself puts all of them first, at 0.
        const kept = budget === "picks" ? 1 : exactKept(retention, frames * tokens);
        recordOrderBudget(recorder, kernel, { frames, tokens, kept }, { order, ...out });
      };
    }
    case "shuffled":
    case "shuffled-cover": {
      const [own, kernel] = await Promise.all([
        loadBudget(gpu, { ...request, budget: budget === "shuffled" ? "vidcom2" : "cover" }),
        gpu.kernels.load(SHUFFLE_FRAMES),
      ]);
      return (recorder, shape, drivers, out, allocator) => {
        const { frames } = shape;
        const from = {
          shares: allocator.scratch([frames], "float32", "own-shares"),
          budgets: allocator.scratch([frames], "uint32", "own-budgets"),
        };
        own(recorder, shape, drivers, from, allocator);
        recordShuffleFrames(recorder, kernel, { frames, seed: request.seed }, { from, to: out });
      };
    }
  }
}

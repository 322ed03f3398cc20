// The choice of a frame's size, first made by Qwen2-VL (qwen_vl_utils and transformers, `smart_resize`): both sides are
// multiples of a merged patch, the area stays within a budget, and the shape is kept as well as that allows.

import { AppError } from "../../base/errors.ts";
import { roundHalfEven } from "../../base/round.ts";
import type { Size } from "./adapter.ts";

/** The aspect that the original refuses, too. */
const MAX_ASPECT = 200;

export interface PixelBudget {
  /** The side of a merged patch, 28. */
  readonly unit: number;
  readonly minPixels: number;
  readonly maxPixels: number;
  /**
   * Qwen3-VL's processor gives a whole clip one budget: its frames, and the even number that they are counted as.
   * Default: one frame has the budget to itself.
   */
  readonly clip?: { readonly frames: number; readonly countedAs: number };
  /** LFM2-VL's processor makes a side that rounds to zero one unit, before it applies the budget. */
  readonly isUnitLeast?: boolean;
}

/** Chooses the size. @throws AppError `frame-shape` for frames more than 200 times as long as wide. */
export function smartResize({ width, height }: Size, budget: PixelBudget): Size {
  const { unit, minPixels, maxPixels, clip = { frames: 1, countedAs: 1 }, isUnitLeast } = budget;
  if (Math.max(width, height) / Math.min(width, height) > MAX_ASPECT) {
    throw new AppError(
      "frame-shape",
      `The video's frames of ${width} × ${height} pixels are too narrow for this model, which takes at most ${MAX_ASPECT} : 1.`,
      "Crop the video, or choose another model.",
    );
  }
  const size = (side: number, step: (count: number) => number): number => step(side / unit) * unit;
  const round = (count: number): number =>
    Math.max(isUnitLeast === true ? 1 : 0, roundHalfEven(count));
  const rounded = { width: size(width, round), height: size(height, round) };
  const area = clip.countedAs * rounded.width * rounded.height;
  if (area > maxPixels) {
    const shrink = Math.sqrt((clip.frames * height * width) / maxPixels);
    const atLeastOne = (count: number): number => Math.max(1, Math.floor(count));
    return { width: size(width / shrink, atLeastOne), height: size(height / shrink, atLeastOne) };
  }
  if (area < minPixels) {
    const grow = Math.sqrt(minPixels / (clip.frames * height * width));
    return { width: size(width * grow, Math.ceil), height: size(height * grow, Math.ceil) };
  }
  return rounded;
}

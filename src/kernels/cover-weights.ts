// Cover's start: a weight for each token by its uniqueness, the first token taken, and every other as far as can be.

import rangeWgsl from "../../shaders/cover-range.wgsl?raw";
import wgsl from "../../shaders/cover-weights.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COVER_RANGE = kernelSource("cover-range", rangeWgsl);

export const COVER_WEIGHTS = kernelSource("cover-weights", wgsl);

/** The tokens that one range of cover-range covers. */
const RANGE = 64;

/** Returns the number of ranges that cover-range writes. */
export const coverRanges = (count: number): number => ceilDiv(count, RANGE);

export interface CoverStart {
  /** T · N tokens. */
  readonly count: number;
  /** N, the tokens of a frame. */
  readonly tokens: number;
  /** The difference between the most and the least unique token's weight, of which the greater is 1. */
  readonly spread: number;
  /** γ: a token of the first or the last frame weighs 1 + γ times as much. */
  readonly ends: number;
  /** A distance that no two tokens exceed. */
  readonly farthest: number;
}

export interface CoverWeightsTensors {
  /** float32 [T, N]: how unlike its video and its frame each token is. */
  readonly uniqueness: Tensor;
  /** float32 [T, N]: how unlike its video each token is; the first taken has the lowest. */
  readonly video: Tensor;
  /** uint32 [coverRanges(count), 4] */
  readonly ranges: Tensor;
  /** float32 [T, N] */
  readonly weights: Tensor;
  /** float32 [T, N]: the distance to the nearest taken token; of a taken one −1 less the distance it was taken at. */
  readonly bounds: Tensor;
  /** uint32 [2 + most]: the place of the last round's first token in the list, the length of the list, the list. */
  readonly taken: Tensor;
}

export function recordCoverWeights(
  recorder: Recorder,
  [range, weigh]: readonly [range: Kernel, weigh: Kernel],
  { count, tokens, spread, ends, farthest }: CoverStart,
  { uniqueness, video, ranges, weights, bounds, taken }: CoverWeightsTensors,
): void {
  recorder.dispatch(range, {
    inputs: [uniqueness, video],
    outputs: [ranges],
    params: packParams(u32(count)),
    items: coverRanges(count),
  });
  recorder.dispatch(weigh, {
    inputs: [uniqueness, ranges],
    outputs: [weights, bounds, taken],
    params: packParams(u32(count, tokens), f32(spread, ends, farthest)),
    items: count,
  });
}

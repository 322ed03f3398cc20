// Takes tokens one after another, always the one whose weight times distance to the nearest taken one is the largest, and
// so puts all tokens of a video in order. Cover and DivPrune differ in what is compared, what weighs and what comes first.

import type { Gpu } from "../gpu/device.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { COVER_NOVELTY, recordCoverNovelty } from "../kernels/cover-novelty.ts";
import {
  CODED,
  COVER_TAKE,
  COVER_UPDATE,
  type CoverRounds,
  recordCoverRounds,
} from "../kernels/cover-rounds.ts";
import {
  COVER_RANGE,
  COVER_WEIGHTS,
  coverRanges,
  type CoverStart,
  recordCoverWeights,
} from "../kernels/cover-weights.ts";
import type { Allocator } from "./method.ts";

export interface FarthestFirstTensors {
  /** Unit vectors, float32 [quads, T · N, 4], or codes, uint32 [T · N, 4]. */
  readonly compared: Tensor;
  /** float32 [T, N], from which weights are made. */
  readonly uniqueness: Tensor;
  /** float32 [T, N]; the token with the lowest is taken first. */
  readonly video: Tensor;
}

/** Bounds, float32 [T, N], and the list of taken tokens, uint32 [2 + most], before the first round. */
export interface FarthestFirstStart {
  readonly bounds: Tensor;
  readonly taken: Tensor;
}

/** How new each token was when it was taken, which lives as long as the scores, and scratch to rank by: float32 [T, N]. */
export interface TakenInTurn {
  readonly novelty: Tensor;
  readonly keys: Tensor;
}

export type EncodeFarthestFirst = (
  recorder: Recorder,
  rule: CoverStart & CoverRounds,
  tensors: FarthestFirstTensors,
  allocator: Allocator,
  /** Records another start than the token with the lowest `video`. */
  encodeStart?: (start: FarthestFirstStart) => void,
) => TakenInTurn;

/** Loads what takes tokens by the angles of their unit vectors, or of their codes. */
export async function loadFarthestFirst(
  gpu: Gpu,
  compared: "vectors" | "codes",
): Promise<EncodeFarthestFirst> {
  const constants = compared === "codes" ? CODED : {};
  const [range, weigh, update, take, novel] = await Promise.all([
    gpu.kernels.load(COVER_RANGE),
    gpu.kernels.load(COVER_WEIGHTS),
    gpu.kernels.load(COVER_UPDATE, constants),
    gpu.kernels.load(COVER_TAKE, constants),
    gpu.kernels.load(COVER_NOVELTY),
  ]);
  return (recorder, rule, { compared, uniqueness, video }, allocator, encodeStart) => {
    const { count, tokens, most } = rule;
    const dims = [count / tokens, tokens];
    const ranges = allocator.scratch([coverRanges(count), 4], "uint32", "ranges");
    const weights = allocator.scratch(dims, "float32", "weights");
    const bounds = allocator.scratch(dims, "float32", "bounds");
    const taken = allocator.scratch([2 + most], "uint32", "taken");
    const state = { weights, bounds, taken };
    recordCoverWeights(recorder, [range, weigh], rule, { uniqueness, video, ranges, ...state });
    encodeStart?.({ bounds, taken });
    recordCoverRounds(recorder, [update, take], rule, { compared, ...state });
    const novelty = allocator.keep(dims, "float32", "novelty");
    const keys = allocator.scratch(dims, "float32", "keys");
    recordCoverNovelty(recorder, novel, rule, { ...state, novelty, keys });
    return { novelty, keys };
  };
}

// DivPrune (CVPR 2025, arXiv 2503.02175) keeps tokens that are far from each other: first the one that is the least like
// the one most like it, then always the one whose distance to the nearest kept one is the largest. The distance is
// 1 − cosine on all channels, and nothing else: not the frame, the place or the time. The authors wrote it for images;
// here it goes over the whole video. The order of a smaller share is the beginning
// of a larger one's.

import { recordUnitVectors, UNIT_VECTORS } from "../kernels/unit-vectors.ts";
import { NEAREST_OTHER, recordNearestOther } from "../kernels/nearest-other.ts";
import { loadFarthestFirst } from "./farthest-first.ts";
import type { CompressionMethod } from "./method.ts";

/** The largest distance of two unit vectors. */
const FARTHEST = 2;

/** Returns the share of the tokens that are taken in turn; each share's order begins with that of the smaller ones. */
export const depthOf = (retention: number): number =>
  [0.1, 0.25, 0.5].find((d) => retention <= d) ?? 1;

export const divprune: CompressionMethod = {
  scoreKey: ({ retention }) => `${depthOf(retention)}`,
  async loadScore(gpu, real, { retention }) {
    const [unit, nearest, encodeFarthestFirst] = await Promise.all([
      gpu.kernels.load(UNIT_VECTORS, {}, real),
      gpu.kernels.load(NEAREST_OTHER),
      loadFarthestFirst(gpu, "vectors"),
    ]);
    return (recorder, { tensor, frames, tokens, quads }, allocator) => {
      const count = frames * tokens;
      const most = Math.max(1, Math.ceil(depthOf(retention) * count));
      const units = allocator.scratch([quads, count, 4], "float32", "units");
      const shape = { count, tokens, quads };
      recordUnitVectors(recorder, unit, shape, { tokens: tensor, units });
      const closeness = allocator.scratch([frames, tokens], "float32", "closeness");
      recordNearestOther(recorder, nearest, shape, { units, closeness });

      const once = { batch: 1, most, rounds: most - 1 };
      const { novelty, keys } = encodeFarthestFirst(
        recorder,
        { ...shape, ...once, spread: 0, ends: 0, farthest: FARTHEST, perFrame: 0 },
        { compared: units, uniqueness: closeness, video: closeness },
        allocator,
      );
      return { scores: novelty, keys, uniqueness: null };
    };
  },
};

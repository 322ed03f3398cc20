// The first stage of DyCoke (CVPR 2025, arXiv 2411.15024), its temporal merging, which in the authors' code prunes. Frames
// go in windows of four: the second is compared with the first and the fourth with the third, place by place, then the
// third with the first; of a compared frame the places that changed the most are kept. As in that code, the third frame
// of the last window is kept whole. That code drops the last of an odd number of frames; here it is kept whole too.
// The share kept of each compared frame follows from the retention, so a video's whole frames are its floor.

import {
  DYCOKE_CHANGES,
  DYCOKE_KEYS,
  recordDycokeChanges,
  recordDycokeKeys,
} from "../kernels/dycoke.ts";
import { RANK_ROWS, rankRowsConstants, recordRankRows } from "../kernels/rank-rows.ts";
import type { CompressionMethod } from "./method.ts";

/** Returns whether a frame is compared with another; the others are kept whole. */
const isCompared = (frame: number, frames: number): boolean =>
  frame % 2 === 1 || (frame % 4 === 2 && frame + 2 < frames);

export const dycoke: CompressionMethod = {
  scoreKey: () => "",
  leastKept: (frames, tokens) =>
    tokens *
    Array.from({ length: frames }, (_, t) => t).filter((t) => !isCompared(t, frames)).length,
  async loadScore(gpu, real) {
    const [change, rank, key] = await Promise.all([
      gpu.kernels.load(DYCOKE_CHANGES, {}, real),
      gpu.kernels.load(RANK_ROWS, rankRowsConstants("largest")),
      gpu.kernels.load(DYCOKE_KEYS),
    ]);
    return (recorder, features, allocator) => {
      const { tensor, frames, tokens } = features;
      const changes = allocator.keep([frames, tokens], "float32", "changes");
      const ranks = allocator.scratch([frames, tokens], "uint32", "change-ranks");
      const keys = allocator.scratch([frames, tokens], "float32", "keys");
      recordDycokeChanges(recorder, change, features, { features: tensor, changes });
      recordRankRows(recorder, rank, { rows: frames, columns: tokens }, { values: changes, ranks });
      recordDycokeKeys(recorder, key, features, { ranks, keys });
      return { scores: changes, keys, uniqueness: null };
    };
  },
};

// PruneVid (ACL 2025, arXiv 2412.16117) before the language model, its first three steps. Frames are clustered by density peaks
// and cut into segments. Over a segment, places whose tokens stay alike become one, their mean. Then the still places of a
// segment, and the others of each frame, are clustered by density peaks, and each cluster is merged into its mean. The
// authors keep half of each part, and leave parts of at most 14 tokens as they are. Here the share follows from the
// retention, and parts of at most 14 are merged too where it cannot be reached otherwise. Their random tie-break of
// densities is left out. Where still places alone leave fewer than are asked for, fewer are kept.

import { MEMBER_CHAINS, recordMemberChains } from "../kernels/clusters.ts";
import { MERGE_ROWS, recordMergeRows } from "../kernels/merge-rows.ts";
import { recordUnitVectors, UNIT_VECTORS } from "../kernels/unit-vectors.ts";
import { loadPrunevid } from "../kernels/prunevid.ts";
import { exactKept } from "./budget.ts";
import type { CompressionMethod } from "./method.ts";
import { loadCentres } from "./statistics.ts";

/** The share of the frames that are centres of clusters. */
const SEGMENTS = 0.25;

/** The mean cosine above which the tokens of a place are one. */
const STILL = 0.8;

export const prunevid: CompressionMethod = {
  scoreKey: ({ retention }) => `${retention}`,
  async loadScore(gpu, real, { retention }) {
    const [encodeCentres, unit, encodePrunevid, chain, merge] = await Promise.all([
      loadCentres(gpu, real),
      gpu.kernels.load(UNIT_VECTORS, {}, real),
      loadPrunevid(gpu, real),
      gpu.kernels.load(MEMBER_CHAINS),
      gpu.kernels.load(MERGE_ROWS, {}, real),
    ]);
    return (recorder, all, allocator) => {
      const { tensor, frames, tokens, width, quads } = all;
      const count = frames * tokens;
      const { centres } = encodeCentres(recorder, all, allocator);
      const units = allocator.scratch([quads, count, 4], "float32", "units");
      recordUnitVectors(recorder, unit, { count, quads }, { tokens: tensor, units });

      const whole = allocator.scratch([frames], "uint32", "whole");
      const frameClusters = allocator.scratch([1], "uint32", "frame-cluster-count");
      const segments = Math.max(1, Math.trunc(frames * SEGMENTS));
      gpu.device.queue.writeBuffer(whole.buffer, 0, new Uint32Array(frames));
      gpu.device.queue.writeBuffer(frameClusters.buffer, 0, new Uint32Array([segments]));

      const members = allocator.keep([frames, tokens], "uint32", "members");
      const scores = allocator.keep([frames, tokens], "float32", "scores");
      const kept = exactKept(retention, count);
      encodePrunevid(
        recorder,
        { frames, tokens, quads, width, kept, still: STILL },
        { features: tensor, units, centres, whole, frameClusters, members, scores },
        allocator.scratch,
      );
      const heads = allocator.keep([count], "uint32", "heads");
      const following = allocator.keep([count], "uint32", "following");
      recordMemberChains(recorder, chain, { labels: members, heads, following });
      return {
        scores,
        uniqueness: null,
        merged: {
          members,
          encodeRows: (to, features, keptRows, rows) => {
            const [most = 0] = keptRows.dims;
            const chains = { labels: members, heads, following };
            recordMergeRows(
              to,
              merge,
              { count, width, most },
              { features, kept: keptRows, ...chains, rows },
            );
          },
        },
      };
    };
  },
};

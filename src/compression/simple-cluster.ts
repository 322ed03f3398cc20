// SimpleCluster (2026) makes K clusters of all tokens of a video and gives the language model the mean of each: spherical
// k-means on tokens that were turned by frame, row and column, as rotary positions turn them. The means are of the tokens
// as they were. The paper leaves open where the centres start, how often they move and where a mean stands: here they
// start at an even stride over the video and move five times, and a mean stands at its token most like the centre.
// A cluster that lost all its tokens is left out, so now and then a few fewer than K are kept.

import { loadClusters } from "../kernels/clusters.ts";
import { MERGE_ROWS, recordMergeRows } from "../kernels/merge-rows.ts";
import { PLACE_TURNS, recordPlaceTurns, turnPairs, turnTable } from "../kernels/place-turns.ts";
import { exactKept } from "./budget.ts";
import type { CompressionMethod } from "./method.ts";

/** How often the centres move. */
const ROUNDS = 5;

export const simpleCluster: CompressionMethod = {
  scoreKey: ({ retention }) => `${retention}`,
  async loadScore(gpu, real, { retention }) {
    const [turn, encodeClusters, merge] = await Promise.all([
      gpu.kernels.load(PLACE_TURNS, {}, real),
      loadClusters(gpu),
      gpu.kernels.load(MERGE_ROWS, {}, real),
    ]);
    return (recorder, { tensor, frames, tokens, columns, width, quads }, allocator) => {
      const count = frames * tokens;
      const clusters = exactKept(retention, count);
      const pairs = turnPairs(width);
      const positions = Math.max(frames, columns, Math.ceil(tokens / columns));
      const table = turnTable(positions, pairs);
      const turns = allocator.scratch([table.length], "float32", "turns");
      const starts = allocator.scratch([clusters], "uint32", "starts");
      gpu.device.queue.writeBuffer(turns.buffer, 0, table);
      gpu.device.queue.writeBuffer(starts.buffer, 0, strideStarts(count, clusters));

      const units = allocator.scratch([quads, count, 4], "float32", "units");
      const shape = { count, tokens, columns, quads, pairs };
      recordPlaceTurns(recorder, turn, shape, { features: tensor, turns, units });

      const keep = (name: string, length: number) => allocator.keep([length], "uint32", name);
      const labels = keep("labels", count);
      const heads = keep("heads", clusters);
      const following = keep("following", count);
      const members = allocator.keep([frames, tokens], "uint32", "members");
      const likeness = allocator.keep([frames, tokens], "float32", "likeness");
      const centres = allocator.scratch([quads, clusters, 4], "float32", "centres");
      encodeClusters(
        recorder,
        { count, quads, clusters, rounds: clusters === count ? 0 : ROUNDS },
        { units, starts, centres, labels, likeness, heads, following, members },
      );
      return {
        scores: likeness,
        uniqueness: null,
        merged: {
          members,
          encodeRows: (to, features, kept, rows) => {
            const [most = 0] = kept.dims;
            const chains = { labels, heads, following };
            recordMergeRows(to, merge, { count, width, most }, { features, kept, ...chains, rows });
          },
        },
      };
    };
  },
};

/** Returns the middle of each of `clusters` equal parts of `count` tokens. */
const strideStarts = (count: number, clusters: number): Uint32Array<ArrayBuffer> =>
  Uint32Array.from({ length: clusters }, (_, c) => Math.floor(((c + 0.5) * count) / clusters));

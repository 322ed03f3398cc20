// What the memory of a long video does with keys and values of a layer.

import {
  ATTENTION_PEAKS,
  recordAttentionPeaks,
} from "../../../../../src/kernels/attention-peaks.ts";
import {
  FRAME_ATTENTION,
  recordFrameAttention,
} from "../../../../../src/kernels/frame-attention.ts";
import { FRAME_BOUNDS, recordFrameBounds } from "../../../../../src/kernels/frame-bounds.ts";
import { FRAME_KEYS, recordFrameKeys } from "../../../../../src/kernels/frame-keys.ts";
import { GATHER_CACHE, recordGatherCache } from "../../../../../src/kernels/gather-cache.ts";
import { MEAN_QUERY, recordMeanQuery } from "../../../../../src/kernels/mean-query.ts";
import { QUERY_PARTS, recordQueryParts } from "../../../../../src/kernels/query-parts.ts";
import { QUERY_SCORES, recordQueryScores } from "../../../../../src/kernels/query-scores.ts";
import { recordRotateKeys, ROTATE_KEYS } from "../../../../../src/kernels/rotate-keys.ts";
import { rotaryPhases } from "../../../../../src/kernels/rotary-phases.ts";
import {
  recentFrames,
  recordTemporalRedundancy,
  TEMPORAL_REDUNDANCY,
} from "../../../../../src/kernels/temporal-redundancy.ts";
import { recordValueNorms, VALUE_NORMS } from "../../../../../src/kernels/value-norms.ts";
import { benchWork, upTo, type Work } from "./work.ts";

const entries = benchWork("move keys and values", async (bench, size) => {
  const { frames, grid, kvHeads, headSize } = size;
  const all = frames * grid * grid;
  const count = Math.ceil(all / 4);
  const layer = (): ReturnType<typeof bench.normal> => bench.normal(1, kvHeads, all, headSize);
  const room = (): ReturnType<typeof bench.room> => bench.room([1, kvHeads, count, headSize]);
  const rows = bench.uints(upTo(count).map((i) => 4 * i));
  const { values, pairs } = rotaryPhases({ theta: 1e6, rotarySize: headSize });
  const to = { count, toRow: 0 };
  await bench.run([GATHER_CACHE, ROTATE_KEYS, VALUE_NORMS], (recorder, gather, rotate, norms) => {
    recordGatherCache(recorder, gather, to, { entries: layer(), rows, gathered: room() });
    const phases = bench.uints(values, [1, pairs]);
    const moves = bench.ints(
      upTo(count).map((i) => -3 * i),
      [count, 1],
    );
    const turned = { keys: layer(), rows, moves, phases, rotated: room() };
    recordRotateKeys(recorder, rotate, to, turned);
    recordValueNorms(recorder, norms, to, { values: layer(), rows, scores: bench.room([count]) });
  });
});

const recall = benchWork("find frames for a question", async (bench, size) => {
  const { frames, grid, heads, kvHeads, headSize, text } = size;
  const perFrame = grid * grid;
  const keys = bench.normal(1, kvHeads, frames * perFrame, headSize);
  const starts = bench.uints(upTo(frames + 1).map((i) => i * perFrame));
  const queries = bench.normal(1, text, heads * headSize);
  const bounds = bench.room([frames, 2 * kvHeads, headSize]);
  const attention = bench.room([text, heads, frames]);
  const mean = bench.room([heads, headSize]);
  const means = bench.room([frames, kvHeads, headSize]);
  const at = { frames, toFrame: 0 };
  const rows = { fromRow: 0, count: text };
  await bench.run(
    [
      ...([FRAME_KEYS, FRAME_BOUNDS, MEAN_QUERY, QUERY_PARTS, QUERY_SCORES] as const),
      ...([FRAME_ATTENTION, ATTENTION_PEAKS, TEMPORAL_REDUNDANCY] as const),
    ],
    (to, frameKeys, frameBounds, meanQuery, parts, scores, look, peaks, redundancy) => {
      recordFrameKeys(to, frameKeys, at, { keys, starts, means });
      recordFrameBounds(to, frameBounds, at, { keys, starts, bounds });
      recordMeanQuery(to, meanQuery, rows, { queries, mean });
      recordQueryParts(to, parts, rows, { queries, parts: bench.room([2 * heads, headSize]) });
      const found = { query: mean, keys: means, scores: bench.room([frames]) };
      recordQueryScores(to, scores, { frames, to: 0 }, found);
      recordFrameAttention(to, look, { scale: headSize ** -0.5 }, { queries, bounds, attention });
      recordAttentionPeaks(to, peaks, 0, { attention, peaks: bench.room([frames]) });
      recordTemporalRedundancy(
        to,
        redundancy,
        { frames, places: perFrame },
        {
          keys,
          centre: bench.room([kvHeads, headSize]),
          references: bench.uints(recentFrames(frames, 4), [frames, 2]),
          scores: bench.room([frames, perFrame]),
        },
      );
    },
  );
});

export const MEMORY_WORKS: readonly Work[] = [entries, recall];

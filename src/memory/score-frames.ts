// Products of a question with every frame, layer by layer, on the GPU: [layers][frames] come back.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { encodeMeanQuery, MEAN_QUERY } from "../kernels/mean-query.ts";
import { encodeQueryParts, QUERY_PARTS } from "../kernels/query-parts.ts";
import { encodeQueryScores, QUERY_SCORES } from "../kernels/query-scores.ts";
import { realOf } from "../kernels/real-of.ts";

export interface ScoredLayer {
  /** [1, S, ≥ heads · size]: the question's queries before rotation, or packed with keys and values behind them. */
  readonly queries: Tensor;
  readonly heads: number;
  /** float32 [≥ frames, kvHeads, size]: one key a frame; with `isBounds` [≥ frames, 2 · kvHeads, size], see `frame-bounds`. */
  readonly keys: Tensor;
}

export interface ScoreOptions {
  readonly frames: number;
  /** The S of the question that count, from its first on. */
  readonly tokens: number;
  /** The largest product that a token of the frame can have (Quest), instead of that with the frame's one key. */
  readonly isBounds: boolean;
}

/** The products of the mean query, [layers][frames]. */
export async function scoreFrames(
  gpu: Gpu,
  layers: readonly ScoredLayer[],
  { frames, tokens, isBounds }: ScoreOptions,
): Promise<Float32Array[]> {
  const real = realOf(must(layers[0], "a layer").queries);
  const [summarize, score] = await Promise.all([
    gpu.kernels.load(isBounds ? QUERY_PARTS : MEAN_QUERY, {}, real),
    gpu.kernels.load(QUERY_SCORES),
  ]);
  const scores = createTensor(gpu, [layers.length, frames], "float32", "memory/frame-scores");
  const recorder = createRecorder(gpu, "memory/score-frames");
  const queries = layers.map(({ queries, heads, keys }, i) => {
    const dims = [isBounds ? 2 * heads : heads, must(keys.dims[2], "head size")];
    const query = createTensor(gpu, dims, "float32", "memory/query");
    const rows = { fromRow: 0, count: tokens };
    if (isBounds) encodeQueryParts(gpu, recorder, summarize, rows, { queries, parts: query });
    else encodeMeanQuery(gpu, recorder, summarize, rows, { queries, mean: query });
    encodeQueryScores(gpu, recorder, score, { frames, to: i * frames }, { query, keys, scores });
    return query;
  });
  recorder.submit();
  for (const query of queries) query.destroy();
  const values = await readFloats(gpu, scores);
  scores.destroy();
  return layers.map((_, i) => values.subarray(i * frames, (i + 1) * frames));
}

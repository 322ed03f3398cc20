// Products of a question with every frame, layer by layer, on the GPU: [layers][frames] come back.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { encodeMeanQuery, MEAN_QUERY } from "../kernels/mean-query.ts";
import { encodeQueryScores, QUERY_SCORES } from "../kernels/query-scores.ts";
import { realOf } from "../kernels/real-of.ts";

export interface ScoredLayer {
  /** [1, S, ≥ heads · size]: the question's queries before rotation, or packed with keys and values behind them. */
  readonly queries: Tensor;
  readonly heads: number;
  /** float32 [≥ frames, kvHeads, size]: one key a frame. */
  readonly keys: Tensor;
}

/** `tokens`: the S of the question that count, from its first on. */
export async function scoreFrames(
  gpu: Gpu,
  layers: readonly ScoredLayer[],
  frames: number,
  tokens: number,
): Promise<Float32Array[]> {
  const real = realOf(must(layers[0], "a layer").queries);
  const [mean, score] = await Promise.all([
    gpu.kernels.load(MEAN_QUERY, {}, real),
    gpu.kernels.load(QUERY_SCORES),
  ]);
  const scores = createTensor(gpu, [layers.length, frames], "float32", "memory/frame-scores");
  const recorder = createRecorder(gpu, "memory/score-frames");
  const queries = layers.map(({ queries, heads, keys }, i) => {
    const dims = [heads, must(keys.dims[2], "head size")];
    const query = createTensor(gpu, dims, "float32", "memory/query");
    encodeMeanQuery(gpu, recorder, mean, { fromRow: 0, count: tokens }, { queries, mean: query });
    encodeQueryScores(gpu, recorder, score, { frames, to: i * frames }, { query, keys, scores });
    return query;
  });
  recorder.submit();
  for (const query of queries) query.destroy();
  const values = await readFloats(gpu, scores);
  scores.destroy();
  return layers.map((_, i) => values.subarray(i * frames, (i + 1) * frames));
}

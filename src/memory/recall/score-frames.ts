// Products of a question with every frame, layer by layer, on the GPU: [layers][frames] come back.

import { must } from "../../base/assert.ts";
import type { Gpu } from "../../gpu/device.ts";
import { readFloats } from "../../gpu/readback.ts";
import { createRecorder } from "../../gpu/recorder.ts";
import { createTensor, type Tensor } from "../../gpu/tensor.ts";
import { ATTENTION_PEAKS, recordAttentionPeaks } from "../../kernels/attention-peaks.ts";
import { recordFrameAttention, FRAME_ATTENTION } from "../../kernels/frame-attention.ts";
import { recordMeanQuery, MEAN_QUERY } from "../../kernels/mean-query.ts";
import { recordQueryParts, QUERY_PARTS } from "../../kernels/query-parts.ts";
import { recordQueryScores, QUERY_SCORES } from "../../kernels/query-scores.ts";
import { realOf } from "../../kernels/real-of.ts";

export interface ScoredLayer {
  /** [1, S, ≥ heads · size]: the question's queries before rotation, or packed with keys and values behind them. */
  readonly queries: Tensor;
  readonly heads: number;
  /** float32 [≥ frames, kvHeads, size]: one key a frame; where bounds are wanted [≥ frames, 2 · kvHeads, size], see `frame-bounds`. */
  readonly keys: Tensor;
}

export interface ScoreOptions {
  readonly frames: number;
  /** The S of the question that count, from its first on. */
  readonly tokens: number;
}

/**
 * What products are divided by before the softmax, beside √size: a bound is above what any token has, which makes it too
 * sharp. Chosen on tuning clips of the needle suite, where 1 finds one chunk of 24 fewer in four minutes.
 */
const TEMPERATURE = 2;

/**
 * The attention that the question would pay each frame by the bounds of its keys, [layers][frames]; with `isOfTokens` `frames` is
 * the number of tokens, and each has its own key.
 */
export async function attendFrames(
  gpu: Gpu,
  layers: readonly ScoredLayer[],
  { frames, tokens, isOfTokens }: ScoreOptions & { readonly isOfTokens: boolean },
): Promise<Float32Array[]> {
  const { queries, heads } = must(layers[0], "a layer");
  const [spread, gather] = await Promise.all([
    gpu.kernels.load(FRAME_ATTENTION, {}, realOf(queries)),
    gpu.kernels.load(ATTENTION_PEAKS),
  ]);
  // One for all layers: each is gathered before the next is written.
  const attention = createTensor(gpu, [tokens, heads, frames], "float32", "memory/attention");
  const peaks = createTensor(gpu, [layers.length, frames], "float32", "memory/attention-peaks");
  const recorder = createRecorder(gpu, "memory/attend-frames");
  for (const [i, { queries, keys: bounds }] of layers.entries()) {
    const scale = 1 / Math.sqrt(must(bounds.dims[2], "head size")) / TEMPERATURE;
    const sides = isOfTokens ? 1 : 2;
    recordFrameAttention(recorder, spread, { scale, sides }, { queries, bounds, attention });
    recordAttentionPeaks(recorder, gather, i * frames, { attention, peaks });
  }
  recorder.submit();
  attention.destroy();
  return readLayers(gpu, peaks, layers.length, frames);
}

/**
 * The products of the question's mean query with each frame's one key; with `isBounds` the largest that a token of the
 * frame can have (Quest). [layers][frames].
 */
export async function scoreFrames(
  gpu: Gpu,
  layers: readonly ScoredLayer[],
  { frames, tokens, isBounds }: ScoreOptions & { readonly isBounds: boolean },
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
    if (isBounds) recordQueryParts(recorder, summarize, rows, { queries, parts: query });
    else recordMeanQuery(recorder, summarize, rows, { queries, mean: query });
    recordQueryScores(recorder, score, { frames, to: i * frames }, { query, keys, scores });
    return query;
  });
  recorder.submit();
  for (const query of queries) query.destroy();
  return readLayers(gpu, scores, layers.length, frames);
}

/** [layers, frames] row by row; the tensor is gone then. */
async function readLayers(
  gpu: Gpu,
  scores: Tensor,
  layers: number,
  frames: number,
): Promise<Float32Array[]> {
  const values = await readFloats(gpu, scores);
  scores.destroy();
  return Array.from({ length: layers }, (_, i) => values.subarray(i * frames, (i + 1) * frames));
}

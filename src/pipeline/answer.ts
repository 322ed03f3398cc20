// One question about one encoded video: prompt → splice → prefill → steps → text. The video's part of the KV
// cache stays; the next question under the same plan starts right after it.

import { createStopwatch, type Span, type Stopwatch } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { generate, type Generated } from "../language/generate.ts";
import { checkCapacity } from "../language/kv-cache.ts";
import { promptIds } from "../language/prompt.ts";
import { checkQuestion } from "../language/question.ts";
import type { LoadedModel } from "./load-model.ts";

/** The kept tokens of a video under a plan. */
export interface VideoTokens {
  /** Equal keys mean equal kept tokens: their part of the cache is reused. */
  readonly key: string;
  /** [T, N, D] */
  readonly tokens: Tensor;
  /** uint32 [≥ kept], ascending rows of `tokens`. */
  readonly keptIndices: Tensor;
  readonly kept: number;
}

export interface AnswerOptions {
  readonly maxTokens: number;
  readonly temperature: number;
  readonly topP: number;
  readonly random: () => number;
  readonly ignoreEnd?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sees the first token's logits, [V], before they are gone. */
  readonly onFirstLogits?: ((logits: Tensor) => Promise<void>) | undefined;
}

export interface Answer extends Generated {
  readonly promptTokens: number;
  readonly videoReused: boolean;
  /** Positions in the cache at the end. */
  readonly positions: number;
  readonly spans: readonly Span[];
}

/** Which video's tokens the cache holds, after the model's `beforeVideo` text. */
export interface CachedPrefix {
  key: string | null;
}

/** Room that is kept for an answer, whatever `maxTokens` says. */
const SHORTEST_ANSWER = 16;

/**
 * Yields pieces of the answer, returns what it took.
 * @throws AppError `question-empty`, `context-overflow`, `model-numbers`, `graph-run`; the signal's reason
 * when it aborts before the first token.
 */
export async function* answer(
  model: LoadedModel,
  prefix: CachedPrefix,
  video: VideoTokens,
  question: string,
  options: AnswerOptions,
): AsyncGenerator<string, Answer> {
  const { decoder, tokenizer, config } = model;
  const { cache } = decoder;
  const { signal } = options;
  const stopwatch = createStopwatch();
  const ids = promptIds(
    model.chatTemplate,
    tokenizer,
    config.videoTokenId,
    checkQuestion(question),
  );
  const text = ids.beforeVideo.length + ids.afterVideo.length;
  const visual = video.kept + 1; // and the newline
  checkCapacity(cache, { visual, text, answer: SHORTEST_ANSWER });
  const maxTokens = Math.min(options.maxTokens, cache.capacity - visual - text);
  signal?.throwIfAborted();

  const videoReused = prefix.key === video.key;
  const prefillStartMs = performance.now();
  const logits = await (async () => {
    if (videoReused) cache.rollBack();
    else await prefillVideo(model, prefix, video, ids.beforeVideo, signal, stopwatch);
    const embeddings = await decoder.embed(ids.afterVideo);
    const last = await decoder.forward(embeddings, { signal });
    embeddings.destroy();
    return last;
  })();
  try {
    await options.onFirstLogits?.(logits);
  } catch (thrown) {
    logits.destroy(); // `generate` would have, had it been reached
    throw thrown;
  }

  let lastTokenMs = prefillStartMs;
  const spans = [...stopwatch.spans];
  const result = yield* generate(decoder, model.sampler, tokenizer, {
    ...options,
    logits,
    maxTokens,
    endTokenIds: config.endTokenIds,
    onToken(index) {
      const nowMs = performance.now();
      // The first token is what ends the prefill: until it is read back, the GPU may still be at work.
      spans.push({
        stage: index === 0 ? "prefill" : "step",
        startMs: lastTokenMs,
        endMs: nowMs,
        items: index === 0 ? (videoReused ? ids.afterVideo.length : visual + text) : 1,
      });
      lastTokenMs = nowMs;
    },
  });
  return { ...result, promptTokens: visual + text, videoReused, positions: cache.length, spans };
}

async function prefillVideo(
  model: LoadedModel,
  prefix: CachedPrefix,
  video: VideoTokens,
  beforeVideo: readonly number[],
  signal: AbortSignal | undefined,
  stopwatch: Stopwatch,
): Promise<void> {
  const { decoder, splicer, newline } = model;
  prefix.key = null; // until the new video is wholly in
  decoder.cache.reset();
  const before = await decoder.embed(beforeVideo);
  const embeddings = await stopwatch.time("splice", video.kept, () =>
    splicer.splice({ before, ...video, newline }),
  );
  before.destroy();
  try {
    const unused = await decoder.forward(embeddings, { signal });
    unused.destroy();
  } finally {
    embeddings.destroy();
  }
  decoder.cache.mark();
  prefix.key = video.key;
}

/** A copy of the logits that outlives the answer. */
export function copyLogits(gpu: Gpu, logits: Tensor): Tensor {
  const copy = createTensor(gpu, logits.dims, logits.dtype, "language/kept-logits");
  const recorder = createRecorder(gpu, "language/keep-logits");
  recorder.copy(logits, copy);
  recorder.submit();
  return copy;
}

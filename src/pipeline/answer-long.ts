// A question about a long video: which chunks it needs, the cache put together from both levels, and the answer. The
// memory stays as it was; the next question starts from it again.

import { createStopwatch, type Span } from "../base/span.ts";
import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Generated } from "../language/generate.ts";
import { checkQuestion } from "../language/question.ts";
import { chooseChunks, type Choice } from "../memory/choose-chunks.ts";
import { chunkRelevance, frameRelevance } from "../memory/relevance.ts";
import { scoreFrames } from "../memory/score-frames.ts";
import type { LoadedModel } from "./load-model.ts";
import { longPrompt } from "./long-prompt.ts";
import type { VideoReader } from "./read-video.ts";
import { say, SHORTEST_ANSWER, type AnswerOptions } from "./say.ts";

/**
 * What decides which chunks a question gets in detail. `query`: products of the question's queries with each frame's
 * mean key, before rotation, layer by layer (ReKV); `embedding`: of its embeddings with each frame's mean token (the
 * ablation of Video-X²L's authors); `uniform`: nothing, so that the first ones are taken.
 */
export type RelevanceId = "query" | "embedding" | "uniform";

export interface RecallOptions {
  /** Chunks in detail beside the first and the last; default 3. */
  readonly chunks?: number | undefined;
  readonly relevance?: RelevanceId | undefined;
  /** By chunk: true shows it in detail, false never. */
  readonly forced?: ReadonlyMap<number, boolean> | undefined;
}

export interface LongAnswer extends Generated, Choice {
  /** Of each chunk, higher = sooner in detail. */
  readonly relevance: readonly number[];
  readonly promptTokens: number;
  readonly positions: number;
  readonly spans: readonly Span[];
}

/** @throws AppError `question-empty`, `memory-budget`, `model-numbers`, `graph-run`; the signal's reason. */
export async function* answerLong(
  gpu: Gpu,
  model: LoadedModel,
  reader: Pick<VideoReader, "memory" | "frameTokens">,
  question: string,
  options: AnswerOptions & RecallOptions,
): AsyncGenerator<string, LongAnswer> {
  const { decoder, newline } = model;
  const { cache } = decoder;
  const { memory } = reader;
  const { chunks: most = 3, relevance: by = "embedding", forced, signal } = options;
  const stopwatch = createStopwatch();
  const asked = checkQuestion(question);
  const { suffix } = longPrompt(model, asked);
  const text = suffix.length + (newline === null ? 0 : 1);
  signal?.throwIfAborted();
  const startMs = performance.now();

  const relevance = await stopwatch.time("score", memory.chunks.length, () =>
    relevanceOf(by, gpu, model, reader, asked),
  );
  const sizes = memory.sizes();
  const choice = chooseChunks(sizes, relevance, {
    most,
    room: cache.capacity - memory.system - text - SHORTEST_ANSWER,
    ...(forced === undefined ? {} : { forced }),
  });
  await stopwatch.time("splice", choice.entries, () => memory.assemble(choice.isLow));
  const maxTokens = Math.min(options.maxTokens, cache.capacity - cache.length - text);
  const embeddings = await suffixRows(model, suffix);
  let logits: Tensor;
  try {
    logits = await decoder.forward(embeddings, { signal });
  } finally {
    embeddings.destroy();
  }
  const result = yield* say(
    model,
    { logits, maxTokens, startMs, positions: text, spans: stopwatch.spans },
    options,
  );
  return {
    ...result,
    ...choice,
    relevance,
    promptTokens: memory.system + choice.entries + text,
    positions: cache.length,
  };
}

/** The newline that ends the video, where the family has one, and the question. */
async function suffixRows(model: LoadedModel, suffix: readonly number[]): Promise<Tensor> {
  const { decoder, splicer, newline } = model;
  const text = await decoder.embed(suffix);
  if (newline === null) return text;
  const places = Uint32Array.from({ length: suffix.length + 1 }, (_, i) =>
    i === 0 ? suffix.length : i - 1,
  );
  const rows = splicer.splice({ text, tokens: newline, newline: null }, places);
  text.destroy();
  return rows;
}

const framesOf = ({ chunks }: VideoReader["memory"]): number[] =>
  chunks.map(({ timesSec }) => timesSec.length);

const sum = (values: readonly number[]): number => values.reduce((total, one) => total + one, 0);

async function relevanceOf(
  by: RelevanceId,
  gpu: Gpu,
  model: LoadedModel,
  reader: Pick<VideoReader, "memory" | "frameTokens">,
  question: string,
): Promise<number[]> {
  if (by === "uniform") return reader.memory.chunks.map(() => 0);
  const hasQueries = model.queries.length === model.config.text.layers;
  return by === "query" && hasQueries
    ? byQuery(gpu, model, reader.memory, question)
    : byEmbedding(gpu, model, reader, question);
}

/** The question is run once behind the compact memory; what it leaves in the cache is overwritten. */
async function byQuery(
  gpu: Gpu,
  { decoder, tokenizer, queries }: LoadedModel,
  memory: VideoReader["memory"],
  question: string,
): Promise<number[]> {
  memory.assemble(memory.chunks.map(() => false));
  const ids = tokenizer.encodePlain(question);
  const lengths = framesOf(memory);
  let scores: Float32Array[] = [];
  const embeddings = await decoder.embed(ids);
  try {
    const logits = await decoder.forward(embeddings, {
      tap: {
        names: queries.map(({ tensor }) => tensor),
        async see(tensors) {
          const layers = queries.map(({ layer, heads }, i) => ({
            queries: must(tensors[i], "queries"),
            heads,
            keys: must(memory.frameKeys[layer], "frame keys"),
          }));
          scores = await scoreFrames(gpu, layers, sum(lengths), ids.length);
        },
      },
    });
    logits.destroy();
  } finally {
    embeddings.destroy();
  }
  return chunkRelevance(frameRelevance(scores), lengths);
}

async function byEmbedding(
  gpu: Gpu,
  { decoder, tokenizer }: LoadedModel,
  { memory, frameTokens }: Pick<VideoReader, "memory" | "frameTokens">,
  question: string,
): Promise<number[]> {
  const ids = tokenizer.encodePlain(question);
  const queries = await decoder.embed(ids);
  const lengths = framesOf(memory);
  const layer = { queries, heads: 1, keys: frameTokens };
  const scores = await scoreFrames(gpu, [layer], sum(lengths), ids.length);
  queries.destroy();
  return chunkRelevance(frameRelevance([must(scores[0], "scores")]), lengths);
}

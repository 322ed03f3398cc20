// A question about a long video: which chunks it needs, the cache put together from both levels, and the answer. The
// memory stays as it was; the next question starts from it again.

import { withSubtitles } from "../base/subtitles/lines.ts";
import type { Cue } from "../base/subtitles/parse.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { checkQuestion } from "../language/question.ts";
import { DEFAULT_RECALL, type RelevanceId } from "../memory/choices.ts";
import { chooseChunks, type ChosenChunks } from "../memory/recall/choose-chunks.ts";
import { chunkRelevance, evenRelevance } from "../memory/recall/relevance.ts";
import type { VideoMemory } from "../memory/video-memory.ts";
import { chunkLines } from "./chunk-lines.ts";
import { NO_OWNER } from "./cache-owner.ts";
import type { LoadedModel, ModelBench } from "./loaded-model.ts";
import { wholePrompt, type WholePrompt } from "./whole-prompt.ts";
import { questionRelevance } from "./question-relevance.ts";
import {
  generateAnswer,
  readChoices,
  type AnswerOptions,
  type GeneratedAnswer,
} from "./generate-answer.ts";
import { createStageStopwatch } from "./stages.ts";

export interface RecallOptions {
  /** Chunks in detail beside the first and the last; default 3, or as many as `entries` allow. */
  readonly chunks?: number | undefined;
  /** Most entries of the video in the cache. */
  readonly entries?: number | undefined;
  readonly relevance?: RelevanceId | undefined;
  /** By chunk: true shows it in detail, false never. */
  readonly forced?: ReadonlyMap<number, boolean> | undefined;
  /** What is said in the video. */
  readonly subtitles?: readonly Cue[] | undefined;
  /** Called once with the lines that the model is given. */
  readonly onSubtitles?: ((lines: readonly string[]) => void) | undefined;
  /** Called once, before the cache is put together. */
  readonly onChoice?: ((choice: RankedChoice) => void) | undefined;
}

/** Which chunks, and why. */
export interface RankedChoice extends ChosenChunks {
  /** Of each frame, in standard deviations from the mean of all; 0 where the question was not looked at. */
  readonly frames: readonly number[];
  /** Of each chunk, higher = sooner in detail. */
  readonly relevance: readonly number[];
}

export interface AnsweredWhole extends GeneratedAnswer, RankedChoice {
  readonly promptTokens: number;
  /** The bytes of the rows in the cache at the end. */
  readonly kvBytes: number;
}

/** @throws AppError `question-empty`, `choices-invalid`, `memory-budget`, `model-numbers`, `graph-run`; the signal's reason. */
export async function* answerWhole(
  turn: Omit<ModelBench, "compressor">,
  memory: VideoMemory,
  question: string,
  options: AnswerOptions & RecallOptions,
): AsyncGenerator<string, AnsweredWhole> {
  const { gpu, model, prefix } = turn;
  const { decoder, newline } = model;
  const { cache } = decoder;
  const {
    entries: budget = Infinity,
    relevance: by = DEFAULT_RECALL.relevance,
    forced,
    signal,
    begun = [],
  } = options;
  const { chunks: most = budget < Infinity ? Infinity : DEFAULT_RECALL.chunks, random } = options;
  const stopwatch = createStageStopwatch();
  const asked = checkQuestion(question);
  const { choices, rows: answerRows } = readChoices(model, options);
  const bare = wholePrompt(model, asked);
  const rowsOf = ({ suffix }: WholePrompt): number => suffix.length + (newline === null ? 0 : 1);
  signal?.throwIfAborted();

  prefix.owner = NO_OWNER;
  const sizes = memory.sizes();
  const frames = await stopwatch.time("score", sizes.length, () =>
    questionRelevance(by, gpu, model, memory, asked),
  );
  const relevance =
    by === "even"
      ? evenRelevance(sizes.length, most)
      : by === "random"
        ? sizes.map(random)
        : chunkRelevance(
            frames,
            memory.records.map(({ timesSec }) => timesSec.length),
          );
  const choice = chooseChunks(sizes, relevance, {
    most,
    budget,
    room: cache.capacity - memory.system - rowsOf(bare) - answerRows,
    ...(forced === undefined ? {} : { forced }),
  });
  const ranked: RankedChoice = { ...choice, frames: [...frames], relevance };
  options.onChoice?.(ranked);
  const lines = chunkLines(options.subtitles ?? [], memory.records, ranked, (some) => {
    const rows = rowsOf(wholePrompt(model, withSubtitles(asked, some)));
    return memory.system + choice.entries + rows + answerRows <= cache.capacity;
  });
  options.onSubtitles?.(lines);
  const { before, suffix } = wholePrompt(model, withSubtitles(asked, lines));
  const text = rowsOf({ before, suffix });
  // The prefill waits for the GPU, and so for what is put together before it.
  const startMs = performance.now();
  await stopwatch.time("splice", choice.entries, () => memory.assemble(choice.isDetailed));
  const maxTokens = Math.min(options.maxTokens, cache.capacity - cache.length - text);
  const embeddings = await suffixRows(model, [...suffix, ...begun]);
  let logits: Tensor;
  try {
    logits = await decoder.forward(embeddings, { signal });
  } finally {
    embeddings.destroy();
  }
  const result = yield* generateAnswer(
    model,
    {
      logits,
      maxTokens,
      choices,
      startMs,
      positions: text + begun.length,
      promptIds: [...before, ...suffix],
      spans: stopwatch.spans,
    },
    options,
  );
  return {
    ...result,
    ...ranked,
    promptTokens: memory.system + choice.entries + text,
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

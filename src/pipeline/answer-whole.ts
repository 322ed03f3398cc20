// Answers a question about a long video: the cache is put together from both levels of the chunks that it needs. The memory
// stays as it was; the next question starts from it again.

import { must } from "../base/assert.ts";
import { withSubtitles } from "../base/subtitles/lines.ts";
import type { Cue } from "../base/subtitles/parse.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { EarlierTurn } from "../language/prompt.ts";
import { checkQuestion } from "../language/question.ts";
import { chunkLines } from "./chunk-lines.ts";
import { NO_OWNER, reusable, type CachedPrefix, type CacheOwner } from "./cache-owner.ts";
import type { LoadedModel, ModelBench } from "./loaded-model.ts";
import type { Reading } from "./reading.ts";
import type { WholeFacts } from "./whole-pieces.ts";
import { wholePrompt, wholeText, type WholePrompt } from "./whole-prompt.ts";
import {
  generateAnswer,
  readChoices,
  type AnswerOptions,
  type GeneratedAnswer,
} from "./generate-answer.ts";
import { isSeen, recallChunks, type RankedChoice, type RecallOptions } from "./recall-chunks.ts";
import { createStageStopwatch } from "./stages.ts";

export interface AnswerWholeOptions extends AnswerOptions, RecallOptions {
  /** What is said in the video. */
  readonly subtitles?: readonly Cue[] | undefined;
  /** Called once with the lines that the model is given. */
  readonly onSubtitles?: ((lines: readonly string[]) => void) | undefined;
  /** Called once, before the cache is put together. */
  readonly onChoice?: ((choice: RankedChoice) => void) | undefined;
  /** The turns before, in their order. The model sees as many of the last ones as leave the video its room. Default: none. */
  readonly earlier?: readonly EarlierTurn[] | undefined;
}

export interface AnsweredWhole extends GeneratedAnswer, RankedChoice {
  readonly promptTokens: number;
  /** The bytes of the rows in the cache at the end. */
  readonly kvBytes: number;
  /** How many of the earlier turns the model saw. */
  readonly turnsSeen: number;
  /** How many tokens of the text behind the video were taken from the cache. */
  readonly textReused: number;
}

/** The video that a question is about. */
export type AskedWhole = Pick<Reading, "id" | "memory" | "facts" | "grid">;

/** @throws AppError `question-empty`, `choices-invalid`, `memory-budget`, `model-numbers`, `graph-run`; the signal's reason. */
export async function* answerWhole(
  turn: Omit<ModelBench, "compressor">,
  { id: videoId, memory, facts, grid }: AskedWhole,
  question: string,
  options: AnswerWholeOptions,
): AsyncGenerator<string, AnsweredWhole> {
  const { model, prefix } = turn;
  const { decoder } = model;
  const { cache } = decoder;
  const { signal, begun = [], earlier = [] } = options;
  const stopwatch = createStageStopwatch();
  const asked = checkQuestion(question);
  const { records } = memory;
  const { choices, rows: answerRows } = readChoices(model, options);
  const video: WholeFacts = {
    durationSec: facts.durationSec,
    shownTimesSec: memory.records.flatMap(({ timesSec }) => timesSec),
    grid,
  };
  const bare = wholePrompt(model, video, asked);
  const newlines = bare.hasNewline ? 1 : 0;
  /** Whether there is room for a text beside so many entries. */
  const fitsBeside =
    (entries: number) =>
    ({ suffix }: WholePrompt): boolean =>
      memory.system + entries + newlines + suffix.length + answerRows <= cache.capacity;
  signal?.throwIfAborted();

  // The question's own pass takes the place of what the cache holds.
  const isLonger = earlier.length + begun.length > 0;
  // A state holds all that was read, so no text of it can be put back behind other chunks.
  const held = isLonger && cache.canCut ? recalledBy(prefix, videoId, cache) : null;
  const aside = held === null ? null : memory.setAside(held.rows);
  try {
    prefix.owner = NO_OWNER;
    const choice = await stopwatch.time("score", records.length, () =>
      recallChunks(
        turn,
        { memory, facts },
        {
          text: asked,
          ids: wholeText(model, video, asked, earlier, fitsBeside(0)).suffix,
          own: bare.suffix.length,
        },
        {
          ...options,
          room: cache.capacity - memory.system - newlines - bare.suffix.length - answerRows,
        },
      ),
    );
    options.onChoice?.(choice);
    const fits = fitsBeside(choice.entries);
    const lines = chunkLines(options.subtitles ?? [], records, choice, (some) =>
      fits(wholePrompt(model, video, withSubtitles(asked, some))),
    );
    options.onSubtitles?.(lines);
    // Earlier turns give way, the first of them first, before the video and what is said in it.
    const full = withSubtitles(asked, lines);
    const { before, suffix, turns } = wholeText(model, video, full, earlier, fits);
    // The prefill waits for the GPU, and so for what is put together before it.
    const startMs = performance.now();
    await stopwatch.time("splice", choice.entries, () =>
      memory.assemble(choice.isDetailed, (chunk) => !isSeen(choice, chunk)),
    );
    const videoRows = cache.length;
    const owner: CacheOwner = {
      kind: "recalled",
      videoId,
      chunks: chunksKey(choice),
      rows: videoRows,
    };
    const typed = [...suffix, ...begun];
    const text = newlines + suffix.length;
    const maxTokens = Math.min(options.maxTokens, cache.capacity - videoRows - text);
    // A question alone is read as a whole, so that it is answered alike whatever was asked before.
    const isBehindSame = held !== null && isSameRecall(held, owner);
    const isAlone = turns === 0 && begun.length === 0;
    const textReused = isBehindSame && !isAlone ? reusable(prefix.said, typed, cache.canCut) : 0;
    prefix.said = []; // until the new text is wholly in
    if (textReused > 0) aside?.putBack(newlines + textReused);
    const isNew = textReused === 0;
    const hasNewline = bare.hasNewline && isNew;
    const embeddings = await suffixRows(model, typed.slice(textReused), hasNewline);
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
        positions: (isNew ? text : suffix.length - textReused) + begun.length,
        promptIds: [...before, ...suffix],
        spans: stopwatch.spans,
      },
      options,
    );
    if (choices === null) {
      const rows = cache.length - videoRows - newlines;
      prefix.said = [...suffix, ...result.ids].slice(0, rows);
      prefix.owner = owner;
    }
    return {
      ...result,
      ...choice,
      promptTokens: memory.system + choice.entries + text,
      turnsSeen: turns,
      textReused,
    };
  } finally {
    aside?.destroy();
  }
}

type Recalled = Extract<CacheOwner, { kind: "recalled" }>;

/** Returns what the cache holds of the last question about this video; null when it holds something else. */
function recalledBy(
  { owner, said }: CachedPrefix,
  videoId: number,
  { length }: { readonly length: number },
): Recalled | null {
  if (owner.kind !== "recalled" || owner.videoId !== videoId) return null;
  // A cache that could not grow has lost what it held.
  return said.length > 0 && length >= owner.rows + said.length ? owner : null;
}

/** Returns a key that is equal for choices that show the same chunks at the same levels. */
const chunksKey = ({ seen, isAlone, isDetailed }: RankedChoice): string =>
  `${seen.from}–${seen.to}${isAlone === true ? " alone" : ""} ${isDetailed.map(Number).join("")}`;

/** Whether the rows before the text are the same: more chunks, and what is thinner for them, are others. */
const isSameRecall = (held: Recalled, { chunks, rows }: Recalled): boolean =>
  held.chunks === chunks && held.rows === rows;

/** The text, behind the newline that ends the video where the family has one and it is new. */
async function suffixRows(
  model: LoadedModel,
  suffix: readonly number[],
  hasNewline: boolean,
): Promise<Tensor> {
  const { decoder, splicer } = model;
  const text = await decoder.embed(suffix);
  if (!hasNewline) return text;
  const newline = must(model.newline, "image_newline");
  const places = Uint32Array.from({ length: suffix.length + 1 }, (_, i) =>
    i === 0 ? suffix.length : i - 1,
  );
  const rows = splicer.splice({ text, tokens: newline, newline: null }, places);
  text.destroy();
  return rows;
}

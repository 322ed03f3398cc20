// Chooses the chunks of a long video that a question needs: by the part that it names, or by their relevance. Some questions are given
// those alone that stand out (memory/recall/shown-alone.ts).

import type { TimeRange } from "../base/time-range.ts";
import { DEFAULT_RECALL, type RelevanceId } from "../memory/choices.ts";
import { chooseAlone, type ChosenChunks } from "../memory/recall/choose-chunks.ts";
import {
  chooseWithin,
  chunksWithin,
  isWithin,
  type ChunkSpan,
} from "../memory/recall/chunks-within.ts";
import { preferChunks } from "../memory/recall/prefer-chunks.ts";
import { namesPart, questionScope, type QuestionScope } from "../memory/recall/question-scope.ts";
import { chunkRelevance, evenRelevance } from "../memory/recall/relevance.ts";
import { isThinMemory, peaksFor } from "../memory/recall/shown-alone.ts";
import type { AnswerOptions } from "./generate-answer.ts";
import type { ModelBench } from "./loaded-model.ts";
import { questionRelevance, type AskedText } from "./question-relevance.ts";
import type { Reading } from "./reading.ts";

export interface RecallOptions {
  /** Chunks in detail beside the first and the last; default 3, or as many as `entries` allow. */
  readonly chunks?: number | undefined;
  /** Most entries of the video in the cache. */
  readonly entries?: number | undefined;
  readonly relevance?: RelevanceId | undefined;
  /**
   * Whether chunks that stand out by far are shown alone: with "newest", and with "combined" where the question is about the order of
   * things, or counts nothing and the compact memory is thin. Default is `DEFAULT_RECALL`'s.
   */
  readonly focus?: boolean | undefined;
  /** Chunks that are shown in detail whatever the question (true), or never (false). */
  readonly forced?: ReadonlyMap<number, boolean> | undefined;
  /** Whether nothing but those forced in detail is shown; default false. */
  readonly onlyForced?: boolean | undefined;
  /** Chunks without a frame in it are not shown; default all are, and of a question about now the last minute. */
  readonly range?: TimeRange | undefined;
  /** Whether more of the video comes, so that it has a now. Default false. */
  readonly isGoingOn?: boolean | undefined;
}

/** Which chunks, and why. */
export interface RankedChoice extends ChosenChunks {
  /** The relevance of each frame, in standard deviations from the mean of all; 0 where the question was not looked at. */
  readonly frames: readonly number[];
  /** The relevance of each chunk, higher = sooner in detail. */
  readonly relevance: readonly number[];
  /** The chunks that are shown at one of the levels. */
  readonly seen: ChunkSpan;
  /** The part that the question names, whose chunks came before more relevant ones. */
  readonly named?: QuestionScope;
  /** Whether nothing of the other chunks is in the cache, because these stand out by far. */
  readonly isAlone?: boolean;
}

/** Whether the model is given a chunk at one of the levels. */
export const isSeen = ({ seen, isAlone, isDetailed }: RankedChoice, chunk: number): boolean =>
  isWithin(seen, chunk) && (isAlone !== true || isDetailed[chunk] === true);

/** Chunks that are shown alone may be so many times as many as are shown beside all others: those take most of the room. */
const MOST_ALONE = 2;

/** What is recalled from. */
type Recalled = Pick<Reading, "memory" | "facts">;

/**
 * Returns the chunks that a question is given, of which at most `room` entries go in. Its own pass takes the place of what the cache
 * holds. @throws AppError `memory-budget`, `graph-run`.
 */
export async function recallChunks(
  { gpu, model }: Omit<ModelBench, "compressor">,
  { memory, facts }: Recalled,
  question: AskedText,
  options: RecallOptions & Pick<AnswerOptions, "random"> & { readonly room: number },
): Promise<RankedChoice> {
  const {
    entries: budget = Infinity,
    relevance: by = DEFAULT_RECALL.relevance,
    forced = new Map<number, boolean>(),
    focus = DEFAULT_RECALL.focus,
    onlyForced = false,
    random,
    room,
  } = options;
  const { chunks: most = budget < Infinity ? Infinity : DEFAULT_RECALL.chunks } = options;
  const { records } = memory;
  const sizes = memory.sizes();
  const lengths = records.map(({ timesSec }) => timesSec.length);
  const { relevance: frames, attention } = await questionRelevance(
    by,
    gpu,
    model,
    memory,
    question,
  );
  const relevance =
    by === "even"
      ? evenRelevance(sizes.length, most)
      : by === "random"
        ? sizes.map(random)
        : chunkRelevance(frames, lengths);
  const scope = questionScope(question.text, timesOf(facts, records), options.isGoingOn);
  const isNamed = by !== "even" && by !== "random" && namesPart(scope);
  const preference = isNamed ? preferChunks(scope, records, relevance, most) : relevance;
  const now = isNamed && scope.isNow === true ? scope.times[0] : undefined;
  const seen = chunksWithin(records, options.range ?? now);
  // What the reader or the question says about chunks is done as it is said.
  const isFree = !isNamed && forced.size === 0 && budget === Infinity && most < Infinity;
  const choosePeaks = peaksFor(by, question.text, isThinMemory(sizes, lengths));
  const peaks =
    focus && isFree && attention !== null && choosePeaks !== null
      ? choosePeaks(
          chunkRelevance(attention, lengths).map((own, chunk) => (isWithin(seen, chunk) ? own : 0)),
          MOST_ALONE * most,
        )
      : onlyForced
        ? [...records.keys()].filter((chunk) => forced.get(chunk) === true)
        : null;
  const alone = peaks === null ? null : chooseAlone(sizes, peaks, room);
  const choice =
    alone ??
    chooseWithin(seen, sizes, preference, {
      most: now === undefined ? most : Infinity,
      budget,
      room,
      forced,
    });
  return {
    ...choice,
    seen,
    frames: [...frames],
    relevance,
    ...(isNamed && { named: scope }),
    ...(alone !== null && { isAlone: true }),
  };
}

/** The times of a video; of one that is still going on, up to what was read. */
const timesOf = (
  { startSec, durationSec }: Recalled["facts"],
  records: Recalled["memory"]["records"],
): TimeRange => ({
  fromSec: startSec,
  toSec: Math.max(startSec + durationSec, records.at(-1)?.timesSec.at(-1) ?? 0),
});

// Whether an answer is right, where the right one is known: a sample's, or one that the reader gives. The sample clips' answers are in the words of the embedded
// model, which says nothing in other words, so there the whole answer must be equal. Other models put theirs differently:
// one that has the right words is right, and of any other nothing is said.

import { isSameRange, type TimeRange } from "../../base/time-range.ts";
import type { ModelInfo } from "../../engine/api.ts";
import type { Turn } from "./types.ts";
import type { VideoFile } from "../video/types.ts";

/** Returns whether a model knows the drawn world of the samples and nothing else, as the embedded one does. */
export const isDrawnWorldOnly = ({ topics }: ModelInfo): boolean => topics.length > 0;

/** What the embedded model says to a question that is none of those it was trained on (tools/world/answers.ts). */
export const REFUSAL = "I can only answer simple questions about drawn clips.";

/** Whether the model has said that it cannot answer such a question. */
export const isDeclined = ({ model, state, text }: Turn): boolean =>
  model?.isTrained === true && state.phase === "done" && text.trim() === REFUSAL;

/** Returns the right answer to a question about all of a file; null where none is known. */
export const knownAnswer = ({ sample }: VideoFile, question: string): string | null =>
  sample?.questions.find((one) => one.question === question)?.answer ?? null;

/** The part of the video that a turn is about; undefined for all of it. */
const rangeOf = (turn: Turn): TimeRange | undefined =>
  turn.kind === "frames" ? turn.looked.range : undefined;

/** Whether two turns ask the same about the same part of the same video, so that the same answer is right. */
export const isSameQuestion = (one: Turn, other: Turn): boolean =>
  one.fileKey === other.fileKey &&
  one.question === other.question &&
  isSameRange(rangeOf(one), rangeOf(other));

/** Returns the right answer to a turn's question: a sample's, or the one that an earlier turn was given. */
export const knownIn = (turns: readonly Turn[], file: VideoFile, turn: Turn): string | null =>
  (rangeOf(turn) === undefined ? knownAnswer(file, turn.question) : null) ??
  turns.findLast((one) => isSameQuestion(one, turn))?.known ??
  null;

/** Returns whether the answer of a turn is right; null before its end, and where that cannot be told. */
export const verdictOf = ({ state, text, known, model }: Turn): boolean | null =>
  state.phase !== "done" || known === null || model === null
    ? null
    : judge(text, known, model.isTrained);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the"]);

/** Returns whether `answer` is `known`; null where that cannot be told. */
export function judge(answer: string, known: string, isTrained: boolean): boolean | null {
  if (isTrained) return answer.trim() === known.trim();
  const said = wordsOf(answer).filter((word) => !ARTICLES.has(word));
  const wanted = wordsOf(known).filter((word) => !ARTICLES.has(word));
  if (wanted.length === 0) return null;
  const isThere = said.some((_, from) => wanted.every((word, i) => said[from + i] === word));
  return isThere ? true : null;
}

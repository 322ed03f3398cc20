// A list of questions that are asked one after another, each on its own.

import type { Batch, Turn } from "./types.ts";
import type { State } from "../types.ts";

/** More at once would be a mistake of pasting rather than a list. */
export const MOST_IN_BATCH = 500;

/** Returns the questions of a list, one a line, without the bullets and numbers that lists have. */
export const questionsOf = (list: string): string[] =>
  list
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d{1,4}[.)])\s+/, "").trim())
    .filter((line) => line !== "")
    .slice(0, MOST_IN_BATCH);

/** Returns the turn of the question at a place; null before it is asked, and where it was removed since. */
export const turnAt = ({ turnIds }: Batch, turns: readonly Turn[], place: number): Turn | null =>
  turns.find(({ id }) => id === turnIds[place]) ?? null;

const isUnanswered = (turn: Turn | null): boolean => turn?.state.phase !== "done";

/** Returns the places of the questions that have no whole answer: never asked, stopped, failed, or removed since. */
export const unansweredIn = (batch: Batch, turns: readonly Turn[]): number[] =>
  [...batch.questions.keys()].filter((place) => isUnanswered(turnAt(batch, turns, place)));

/** Why a list cannot go on: nothing is left of it, or its video is not the one that is open. Null where it can. */
export function selectBatchEnd({ batch, turns, video }: State): "done" | "other-video" | null {
  if (batch === null || unansweredIn(batch, turns).length === 0) return "done";
  return video.phase === "open" && video.file.key === batch.fileKey ? null : "other-video";
}

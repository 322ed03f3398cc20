// A list of questions that are asked one after another, each on its own.

import type { Batch } from "../types.ts";

/** More at once would be a mistake of pasting rather than a list. */
export const MOST_IN_BATCH = 500;

/** Returns the questions of a list, one a line, without the bullets and numbers that lists have. */
export const questionsOf = (list: string): string[] =>
  list
    .split(/\r\n|\n|\r/)
    .map((line) => line.replace(/^\s*(?:[-*•–]|\d{1,4}[.)])\s+/, "").trim())
    .filter((line) => line !== "")
    .slice(0, MOST_IN_BATCH);

/** The number of questions that have been asked to their end, answered or not. */
export const doneOf = ({ turnIds, isRunning }: Batch): number =>
  isRunning ? Math.max(0, turnIds.length - 1) : turnIds.length;

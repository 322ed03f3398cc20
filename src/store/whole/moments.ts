// The moments that an answer about a whole video was given in detail, and which of them it is based on.

import { meets } from "../../base/time-range.ts";
import type { ChunkChoice } from "../../engine/api.ts";
import { standOut } from "../stands-out.ts";
import { chunkRole } from "./chunk-roles.ts";
import { indexOfMost } from "./selectors.ts";
import type { ForcedChunks } from "./types.ts";

export interface Moment {
  readonly chunk: number;
  readonly timeSec: number;
  readonly relevance: number;
  /**
   * Whether it is far more relevant than most of the video, or of a time that the question names, so that the answer can be said to
   * be based on it.
   */
  readonly standsOut: boolean;
}

/** What a question is about that no moment stands for: all of the video, over which the chunks in detail are spread, or now. */
export function aboutOf({ named }: ChunkChoice): "all" | "now" | null {
  if (named?.isNow === true) return "now";
  return named?.isOverview === true && named.times.length === 0 ? "all" : null;
}

const isNamed = ({ named }: ChunkChoice, timesSec: readonly number[]): boolean =>
  named?.isNow !== true && named?.times.some((time) => meets(time, timesSec)) === true;

/** Returns the moments of an answer: the most relevant frame of each re-loaded chunk, most relevant first. */
export function momentsOf(choice: ChunkChoice, forced: ForcedChunks): Moment[] {
  const standsOut = standOut(choice.chunks.map(({ relevance }) => relevance));
  return choice.chunks
    .map(({ timesSec, frames, relevance }, chunk) => ({
      chunk,
      timeSec: timesSec[indexOfMost(frames)] ?? timesSec[0] ?? 0,
      relevance,
      standsOut:
        (standsOut[chunk] === true && aboutOf(choice) !== "all") || isNamed(choice, timesSec),
    }))
    .filter(({ chunk }) => chunkRole(choice, chunk, forced) === "detail")
    .sort((a, b) => b.relevance - a.relevance);
}

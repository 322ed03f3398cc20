// The lines of subtitles that a question about a long video is given: those that are said in the chunks in detail.

import { linesWithin, type Stretch } from "../base/subtitles/lines.ts";
import type { Cue } from "../base/subtitles/parse.ts";

interface Chunk {
  /** The times of its frames, seconds. */
  readonly timesSec: readonly number[];
}

interface Chosen {
  readonly isDetailed: readonly boolean[];
  readonly relevance: readonly number[];
}

/** Returns the lines in order of time. While they do not fit, those of the least relevant chunk are left out. */
export function chunkLines(
  cues: readonly Cue[],
  chunks: readonly Chunk[],
  { isDetailed, relevance }: Chosen,
  fits: (lines: readonly string[]) => boolean,
): string[] {
  // A chunk goes on until the next one begins.
  const stretch = (chunk: number): Stretch => ({
    fromSec: chunk === 0 ? -Infinity : (chunks[chunk]?.timesSec[0] ?? Infinity),
    toSec: chunks[chunk + 1]?.timesSec[0] ?? Infinity,
  });
  const byRelevance = chunks
    .map((_, chunk) => chunk)
    .filter((chunk) => isDetailed[chunk] === true)
    .sort((a, b) => (relevance[b] ?? 0) - (relevance[a] ?? 0) || a - b);
  for (let count = byRelevance.length; count > 0; count--) {
    const lines = linesWithin(cues, byRelevance.slice(0, count).map(stretch));
    if (fits(lines)) return lines;
  }
  return [];
}

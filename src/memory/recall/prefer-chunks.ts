// The order in which chunks come into detail, where the question names what part of the video it is about: that part's chunks
// first, and of those the ones nearest to what is named; the others by their relevance, as always.

import { meets } from "../../base/time-range.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import type { NamedTime, QuestionScope } from "./question-scope.ts";
import { evenRelevance } from "./relevance.ts";

type Timed = Pick<ChunkRecord, "timesSec">;

/** Returns a number for each chunk, higher = sooner in detail: its relevance where the question names no part. */
export function preferChunks(
  { times, isOverview }: QuestionScope,
  records: readonly Timed[],
  relevance: readonly number[],
  most: number,
): readonly number[] {
  if (times.length === 0) return isOverview ? evenRelevance(records.length, most) : relevance;
  // What is named is before all else, whatever unit the relevance has.
  const least = Math.min(0, ...relevance.filter(Number.isFinite));
  const span = Math.max(1, ...relevance.filter(Number.isFinite)) - least;
  const plain = relevance.map((value) => (value - least) / span);
  const each = times.map((time) => {
    const chunks = [...records.keys()].filter((chunk) =>
      meets(time, records[chunk]?.timesSec ?? []),
    );
    return new Map(preferred(time, chunks, records, plain, isOverview ? most / times.length : 0));
  });
  return plain.map((value, chunk) => {
    const named = each.map((of) => of.get(chunk) ?? -Infinity);
    return Math.max(value, ...named.map((closeness) => 2 + closeness));
  });
}

/** Returns the chunks of a named time, each with a number from 0 to 1. */
function preferred(
  { fromSec, toSec, towards }: NamedTime,
  chunks: readonly number[],
  records: readonly Timed[],
  relevance: readonly number[],
  spread: number,
): (readonly [chunk: number, closeness: number])[] {
  if (towards === null) {
    if (spread === 0) return chunks.map((chunk) => [chunk, relevance[chunk] ?? 0] as const);
    // First and last of the stretch are no ends of the video, which are always in detail.
    const even = evenRelevance(chunks.length + 2, Math.ceil(spread)).slice(1, -1);
    return chunks.map((chunk, i) => [chunk, even[i] ?? 0] as const);
  }
  const point = towards === "start" ? fromSec : towards === "end" ? toSec : (fromSec + toSec) / 2;
  return chunks.map((chunk) => {
    const times = records[chunk]?.timesSec ?? [];
    const away = Math.min(...times.map((sec) => Math.abs(sec - point)));
    return [chunk, 1 / (1 + away)] as const;
  });
}

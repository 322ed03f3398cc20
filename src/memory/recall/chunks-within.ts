// The chunks of a part of the video: a question about it sees these, and nothing of the others.

import type { TimeRange } from "../../base/time-range.ts";
import type { ChunkRecord } from "../chunk-record.ts";
import {
  chooseChunks,
  type ChooseOptions,
  type ChosenChunks,
  type ChunkSizes,
} from "./choose-chunks.ts";

/** Consecutive chunks, `to` not among them. */
export interface ChunkSpan {
  readonly from: number;
  readonly to: number;
}

export const isWithin = ({ from, to }: ChunkSpan, chunk: number): boolean =>
  chunk >= from && chunk < to;

/** Returns the chunks that have a frame in the range: all without one, and where it meets none the last one before its end. */
export function chunksWithin(
  records: readonly Pick<ChunkRecord, "timesSec">[],
  range: TimeRange | undefined,
): ChunkSpan {
  const all = { from: 0, to: records.length };
  if (range === undefined) return all;
  const { fromSec, toSec } = range;
  const met = [...records.keys()].filter((chunk) =>
    records[chunk]?.timesSec.some((sec) => sec >= fromSec && sec <= toSec),
  );
  const [first, last] = [met[0], met.at(-1)];
  if (first !== undefined && last !== undefined) return { from: first, to: last + 1 };
  const before = records.findLastIndex(({ timesSec: [start = Infinity] }) => start <= toSec);
  return before < 0 ? all : { from: before, to: before + 1 };
}

/** Chooses as `chooseChunks` does among these chunks; the others are not in detail. */
export function chooseWithin(
  { from, to }: ChunkSpan,
  sizes: readonly ChunkSizes[],
  relevance: readonly number[],
  { forced, ...options }: ChooseOptions,
): ChosenChunks {
  const inside = [...(forced ?? [])].filter(([chunk]) => isWithin({ from, to }, chunk));
  const { isDetailed, entries } = chooseChunks(sizes.slice(from, to), relevance.slice(from, to), {
    ...options,
    forced: new Map(inside.map(([chunk, isDetailed]) => [chunk - from, isDetailed])),
  });
  const all = sizes.map((_, chunk) => isDetailed[chunk - from] === true);
  return { isDetailed: all, entries };
}

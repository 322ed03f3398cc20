// Which entries of each chunk a cache is put together from, and the positions at which they stand.

import { invariant, must } from "../base/assert.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import { isForgotten } from "./forget.ts";
import { compactRows, detailedRows, piecedChunk } from "./compact.ts";
import {
  behindText,
  isCounted,
  placePositions,
  type Cursor,
  type Placing,
} from "./place-positions.ts";
import { thinnedCounts, thinnedPlaces } from "./thin.ts";

export interface PlannedChunk {
  /** The places that are taken of its entries at its level, ascending. */
  readonly places: readonly number[];
  /** Where these stand, [places, axes]. */
  readonly positions: Int32Array<ArrayBuffer>;
}

export interface AssemblyPlan {
  readonly isDetailed: readonly boolean[];
  readonly chunks: readonly PlannedChunk[];
  /** The number of entries of all chunks. */
  readonly entries: number;
  /** The place behind the last of them. */
  readonly cursor: Cursor;
  /** How they are placed, and what follows them. */
  readonly placing: Placing;
}

export interface PlanOptions {
  readonly shape: EntryShape;
  /** The rows of the system prompt, which come before. */
  readonly system: number;
  /** The most compact entries, without those of the first chunk. */
  readonly limit: number;
  readonly placing: Placing;
}

/** Says of which chunks nothing is in the cache. */
export type IsLeftOut = (chunk: number) => boolean;

/** Plans a cache with the chunks at the levels that `isDetailed` says, without those that are left out; default none. */
export function planAssembly(
  records: readonly ChunkRecord[],
  options: PlanOptions,
  isDetailed: readonly boolean[],
  isLeftOut: IsLeftOut = () => false,
): AssemblyPlan {
  const { placing, system } = options;
  const plan = planPlaced(records, options, isDetailed, isLeftOut);
  const isAhead = plan.cursor.next - system - plan.entries > placing.spare;
  if (placing.positions === "compact" || !isAhead) return plan;
  const closed: Placing = { ...placing, positions: "compact" };
  return planPlaced(records, { ...options, placing: closed }, isDetailed, isLeftOut);
}

/**
 * Whether `after` is `before` with all `entries` of one more chunk behind it. Equal sums do not tell: where chunks share what room
 * there is by their scores, another one can take from some of them and give to others.
 */
export function isWithOneMore(before: AssemblyPlan, after: AssemblyPlan, entries: number): boolean {
  return (
    after.placing.positions === before.placing.positions &&
    after.chunks.length === before.chunks.length + 1 &&
    after.chunks.at(-1)?.places.length === entries &&
    before.chunks.every(({ places }, i) => places.length === after.chunks[i]?.places.length)
  );
}

const NOT_PLACED: PlannedChunk = { places: [], positions: new Int32Array() };

function planPlaced(
  records: readonly ChunkRecord[],
  { shape, system, limit, placing }: PlanOptions,
  isDetailed: readonly boolean[],
  isLeftOut: IsLeftOut,
): AssemblyPlan {
  const compact = thinnedCounts(records, shape, limit);
  let cursor = behindText(system);
  const chunks = records.map((record, i): PlannedChunk => {
    if (isForgotten(record) || isLeftOut(i)) return NOT_PLACED;
    const isWhole = isDetailed[i] === true;
    const places = isWhole
      ? [...detailedRows(record).keys()]
      : thinnedPlaces(record, shape, must(compact[i], "count"));
    const placed = placeEntries(record, isWhole, places, cursor, placing);
    cursor = placed.cursor;
    return { places, positions: placed.positions };
  });
  const entries = chunks.reduce((sum, { places }) => sum + places.length, 0);
  return { isDetailed, chunks, entries, cursor, placing };
}

function placeEntries(
  record: ChunkRecord,
  isWhole: boolean,
  places: readonly number[],
  from: Cursor,
  placing: Placing,
): ReturnType<typeof placePositions> {
  const { next } = from;
  if (isCounted(placing)) {
    // Means of frames follow each other like tokens.
    const positions = Int32Array.from(places, (_, k) => next + k);
    return { positions, cursor: behindText(next + places.length) };
  }
  const rows = isWhole ? detailedRows(record) : compactRows(record);
  const kept = places.map((place) => rows[place] ?? -1);
  invariant(
    kept.every((row) => row >= 0),
    "means of frames have no place on a grid",
  );
  return placePositions(from, piecedChunk(record), kept, placing);
}

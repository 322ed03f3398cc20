// Which rows of a chunk its entries are of at either level, and its compact entries on the host: picked from the detailed
// ones, or kept apart.

import { invariant, must } from "../base/assert.ts";
import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";
import { keptRows, type PiecedChunk } from "./chunk-pieces.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import { bytesPerEntry, type EntryShape } from "../cache/entry-shape.ts";

/** What of a record tells the rows of its levels. */
export type LeveledChunk = Pick<ChunkRecord, "index" | "levels" | "pieces" | "tokens" | "timesSec">;

/** Returns what a record's chunk consists of. */
export const piecedChunk = ({
  pieces,
  tokens,
  timesSec,
}: Pick<ChunkRecord, "pieces" | "tokens" | "timesSec">): PiecedChunk => ({
  pieces,
  perFrame: tokens / timesSec.length,
});

/** Returns the rows of the chunk that its detailed entries are of, ascending. */
export const detailedRows = (record: LeveledChunk): Uint32Array<ArrayBuffer> =>
  keptRows(piecedChunk(record), record.levels.detailed);

/** Returns the rows of the chunk that stay with its compact tokens, ascending. */
export const sparseRows = (record: LeveledChunk): Uint32Array<ArrayBuffer> =>
  keptRows(piecedChunk(record), compactTokens(record.levels), true);

/** Returns the rows of the chunk that its compact entries are of, ascending; the first chunk's are its detailed ones. */
export const compactRows = (record: LeveledChunk): Uint32Array<ArrayBuffer> =>
  record.index === 0 ? detailedRows(record) : sparseRows(record);

/** Returns the tokens of the compact level, ascending. */
export const compactTokens = ({
  detailed,
  compact,
}: ChunkRecord["levels"]): Uint32Array<ArrayBuffer> => compact.map((place) => detailed[place] ?? 0);

/** Returns the number of a chunk's compact entries; the first chunk's are its detailed ones. */
export function compactCount(record: ChunkRecord, shape: EntryShape): number {
  const { ownCompact } = record;
  if (ownCompact !== null) return ownCompact.byteLength / bytesPerEntry(shape);
  return compactRows(record).length;
}

/** Picks the compact entries of the chunk's detailed ones: [layers, keys and values, heads, count, size]. */
export function pickCompact(
  record: ChunkRecord,
  detailed: ArrayBuffer,
  shape: EntryShape,
): ArrayBuffer {
  if (record.ownCompact !== null) return record.ownCompact;
  if (record.index === 0) return detailed;
  const all = detailedRows(record);
  return pickEntries(detailed, shape, all.length, placesIn(all, compactRows(record)));
}

/** Returns where each of `some` is among `all`; both ascend. */
export function placesIn(
  all: ArrayLike<number> & Iterable<number>,
  some: ArrayLike<number> & Iterable<number>,
): Uint32Array<ArrayBuffer> {
  const places = new Map(Array.from(all, (row, place) => [row, place]));
  return Uint32Array.from(some, (row) => must(places.get(row), "a row of the larger set"));
}

/** Picks the places `rows` of `count` entries. */
export function pickEntries(
  entries: ArrayBuffer,
  shape: EntryShape,
  count: number,
  rows: Readonly<ArrayLike<number>> & Iterable<number>,
): ArrayBuffer {
  const { layers, heads, size, dtype } = shape;
  const row = size * BYTES_PER_ELEMENT[dtype];
  invariant(
    entries.byteLength === count * bytesPerEntry(shape),
    `${entries.byteLength} bytes are not ${count} entries`,
  );
  const from = new Uint8Array(entries);
  const picked = new Uint8Array(rows.length * bytesPerEntry(shape));
  for (let plane = 0, to = 0; plane < layers * 2 * heads; plane++) {
    for (const place of rows) {
      const start = (plane * count + place) * row;
      picked.set(from.subarray(start, start + row), to);
      to += row;
    }
  }
  return picked.buffer;
}

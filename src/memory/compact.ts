// Compact entries on the host: picked from the detailed ones, or kept apart.

import { invariant } from "../base/assert.ts";
import { BYTES_PER_ELEMENT } from "../gpu/tensor.ts";
import type { ChunkRecord } from "./chunk-record.ts";
import { bytesPerEntry, type EntryShape } from "../cache/entry-shape.ts";

/** Returns the number of a chunk's compact entries; the first chunk's are its detailed ones. */
export function compactCount(
  { index, levels, ownCompact }: ChunkRecord,
  shape: EntryShape,
): number {
  if (ownCompact !== null) return ownCompact.byteLength / bytesPerEntry(shape);
  return index === 0 ? levels.detailed.length : levels.compact.length;
}

/** Picks the compact entries of the chunk's detailed ones: [layers, keys and values, heads, count, size]. */
export function pickCompact(
  { index, levels, ownCompact }: ChunkRecord,
  detailed: ArrayBuffer,
  shape: EntryShape,
): ArrayBuffer {
  return (
    ownCompact ??
    (index === 0 ? detailed : pickEntries(detailed, shape, levels.detailed.length, levels.compact))
  );
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

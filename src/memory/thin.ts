// Thins a long video's compact memory as it grows, so that it never takes more of the context: every chunk gives fewer
// of its compact entries. All of them stay stored; only what is placed changes.

import type { ChunkRecord } from "./chunk-record.ts";
import { compactCount } from "./compact.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { bestPlaces, stride } from "./levels.ts";

/** Returns how many compact entries a chunk gives when each may give `each`; the first chunk gives all. */
export const thinnedCount = (record: ChunkRecord, shape: EntryShape, each: number): number =>
  record.index === 0 ? compactCount(record, shape) : Math.min(compactCount(record, shape), each);

/**
 * Returns which of a chunk's compact entries these are, ascending: the best by score, or even strides when entries are
 * not tokens (prototypes) or have no score.
 */
export function thinnedPlaces(record: ChunkRecord, shape: EntryShape, each: number): number[] {
  const count = compactCount(record, shape);
  const kept = thinnedCount(record, shape, each);
  if (kept === count) return Array.from({ length: count }, (_, place) => place);
  const { scores, levels } = record;
  if (scores === null || count !== levels.compact.length) return stride(count, kept);
  const ofPlaces = Array.from(levels.compact, (place) => scores[levels.detailed[place] ?? 0] ?? 0);
  return bestPlaces(ofPlaces, kept).sort((a, b) => a - b);
}

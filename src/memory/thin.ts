// A long video's compact memory is thinned as it grows, so that it takes no more of the context however long the video
// is: every chunk gives fewer of its compact entries. All of them stay where they are kept; only what is placed changes.

import type { ChunkRecord } from "./chunk-record.ts";
import { compactCount } from "./compact.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { bestPlaces, stride } from "./levels.ts";

/** Compact entries of a chunk when it may give `each`; the first chunk gives all. */
export const thinnedCount = (record: ChunkRecord, shape: EntryShape, each: number): number =>
  record.index === 0 ? compactCount(record, shape) : Math.min(compactCount(record, shape), each);

/**
 * Which of a chunk's compact entries these are, ascending: the best by score; even strides where entries are not
 * tokens (prototypes) or have no score.
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

// Thins a long video's compact memory as it grows, so that it never takes more of the context: the more chunks there are,
// the fewer of their compact entries are placed. All of them stay stored. Chunks give the same number each, unless their
// scores can be compared with each other's: then the least new entries of the whole video give way.

import type { ChunkRecord } from "./chunk-record.ts";
import { compactCount } from "./compact.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { bestPlaces, compactPerChunk, stride } from "./levels.ts";

/**
 * Returns how many compact entries each chunk gives when those of all but the first may take `limit` places. The first
 * gives all, every other at least one.
 */
export function thinnedCounts(
  records: readonly ChunkRecord[],
  shape: EntryShape,
  limit: number,
): number[] {
  const all = records.map((record) => compactCount(record, shape));
  const each = compactPerChunk(limit, records.length);
  const even = all.map((count, chunk) => (chunk === 0 ? count : Math.min(count, each)));
  const later = records.slice(1);
  const isFull = even.every((count, chunk) => count === all[chunk]);
  if (isFull || !later.every((record) => record.codes !== null && hasTokens(record, shape))) {
    return even;
  }
  const counts = all.map((count, chunk) => (chunk === 0 ? count : 1));
  const spare = later.flatMap((record) => {
    const scores = compactScores(record);
    return bestPlaces(scores, scores.length)
      .slice(1)
      .map((place) => ({ chunk: record.index, score: scores[place] ?? 0 }));
  });
  spare.sort((a, b) => b.score - a.score);
  const room = sum(even) - sum(counts);
  for (const { chunk } of spare.slice(0, room)) counts[chunk] = (counts[chunk] ?? 0) + 1;
  return counts;
}

/**
 * Returns which of a chunk's compact entries are placed when it gives `kept`, ascending: the best by score, or even strides
 * when entries are not tokens (prototypes) or have no score.
 */
export function thinnedPlaces(record: ChunkRecord, shape: EntryShape, kept: number): number[] {
  const count = compactCount(record, shape);
  if (kept >= count) return Array.from({ length: count }, (_, place) => place);
  if (record.scores === null || !hasTokens(record, shape)) return stride(count, kept);
  return bestPlaces(compactScores(record), kept).sort((a, b) => a - b);
}

/** Whether all compact entries are those of tokens of `levels.compact`. */
const hasTokens = (record: ChunkRecord, shape: EntryShape): boolean =>
  compactCount(record, shape) === record.levels.compact.length;

const compactScores = ({ scores, levels }: ChunkRecord): number[] =>
  Array.from(levels.compact, (place) => scores?.[levels.detailed[place] ?? 0] ?? 0);

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

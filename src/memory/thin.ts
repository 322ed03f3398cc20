// Thins a long video's compact memory as it grows, so that it never takes more of the context: the more chunks there are,
// the fewer of their compact tokens are placed, and what stands beside these. All of them stay stored. Chunks give as much
// each, unless their scores can be compared with each other's: then the least new tokens of the whole video give way.

import type { ChunkRecord } from "./chunk-record.ts";
import { isTokensAlone, keptRows } from "./chunk-pieces.ts";
import { compactCount, compactRows, compactTokens, piecedChunk, placesIn } from "./compact.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { isForgotten } from "./forget.ts";
import { bestPlaces, compactPerChunk, stride } from "./levels.ts";

/**
 * Returns how many compact tokens each chunk gives when the entries of all but the first may take `limit` places. The first
 * gives all its entries, every other at least one token, or where even that is too much some chunks at even distances do.
 */
export function thinnedCounts(
  records: readonly ChunkRecord[],
  shape: EntryShape,
  limit: number,
): number[] {
  const there = records.filter((record) => !isForgotten(record));
  if (there.length < records.length) {
    const counts = thinnedCounts(there, shape, limit).values();
    return records.map((record) => (isForgotten(record) ? 0 : (counts.next().value ?? 0)));
  }
  const later = records.slice(1);
  const first = records.slice(0, 1).map((record) => compactCount(record, shape));
  const costs = later.map((record) => entryCosts(record, shape));
  const least = costs.map((cost) => cost[1] ?? 0);
  if (Math.max(0, ...least) > 1 && sum(least) > limit) {
    const shown = new Set(stride(later.length, Math.floor(limit / Math.max(...least))));
    return [...first, ...later.map((_, i) => (shown.has(i) ? 1 : 0))];
  }
  const each = compactPerChunk(limit, records.length);
  const even = costs.map((cost) =>
    Math.min(
      cost.length - 1,
      Math.max(
        1,
        cost.findLastIndex((entries) => entries <= each),
      ),
    ),
  );
  const isFull = even.every((count, i) => count === (costs[i]?.length ?? 0) - 1);
  if (isFull || !later.every((record) => record.codes !== null && hasTokens(record, shape))) {
    return [...first, ...even];
  }
  const counts = costs.map((cost) => Math.min(cost.length - 1, 1));
  const spare = later.flatMap((record, i) => {
    const scores = compactScores(record);
    return bestPlaces(scores, scores.length)
      .slice(1)
      .map((place) => ({ chunk: i, score: scores[place] ?? 0 }));
  });
  spare.sort((a, b) => b.score - a.score);
  const costOf = (chunk: number, count: number): number => costs[chunk]?.[count] ?? 0;
  let room = sum(even.map((count, i) => costOf(i, count))) - sum(least);
  for (const { chunk } of spare) {
    const count = counts[chunk] ?? 0;
    room -= costOf(chunk, count + 1) - costOf(chunk, count);
    if (room < 0) break;
    counts[chunk] = count + 1;
  }
  return [...first, ...counts];
}

/**
 * Returns which of a chunk's compact entries are placed when it gives `kept` tokens, ascending: those of the best by score, or
 * of even strides when they have no score. Where entries are not tokens (prototypes), as many entries at even strides.
 */
export function thinnedPlaces(record: ChunkRecord, shape: EntryShape, kept: number): number[] {
  const count = compactCount(record, shape);
  const { compact } = record.levels;
  const isPlain = record.index === 0 || !hasTokens(record, shape);
  if (kept >= (isPlain ? count : compact.length)) {
    return Array.from({ length: count }, (_, place) => place);
  }
  if (isPlain) return stride(count, kept);
  return [...placesIn(compactRows(record), thinnedRows(record, kept))];
}

/** Returns the rows that stay when a chunk gives `kept` of its compact tokens. */
function thinnedRows(record: ChunkRecord, kept: number): Uint32Array {
  const { compact } = record.levels;
  const tokens = compactTokens(record.levels);
  const places =
    record.scores === null
      ? stride(compact.length, kept)
      : bestPlaces(compactScores(record), kept).sort((a, b) => a - b);
  return keptRows(
    piecedChunk(record),
    places.map((place) => tokens[place] ?? 0),
    true,
  );
}

/** Returns the entries that a later chunk takes when it gives 0, 1, 2 … of its compact tokens. */
function entryCosts(record: ChunkRecord, shape: EntryShape): readonly number[] {
  const known = COSTS.get(record);
  if (known !== undefined) return known;
  const isTokens = hasTokens(record, shape);
  const length = 1 + (isTokens ? record.levels.compact.length : compactCount(record, shape));
  const isAlone = !isTokens || isTokensAlone(record.pieces);
  const costs = Array.from({ length }, (_, kept) =>
    isAlone ? kept : thinnedRows(record, kept).length,
  );
  COSTS.set(record, costs);
  return costs;
}

/** What has been computed of records, which do not change. */
const COSTS = new WeakMap<ChunkRecord, readonly number[]>();

/** Whether all compact entries are those of tokens of `levels.compact` and of what stands beside them. */
const hasTokens = (record: ChunkRecord, shape: EntryShape): boolean =>
  record.ownCompact === null || compactCount(record, shape) === compactRows(record).length;

const compactScores = ({ scores, levels }: ChunkRecord): number[] =>
  Array.from(compactTokens(levels), (token) => scores?.[token] ?? 0);

const sum = (counts: readonly number[]): number => counts.reduce((total, one) => total + one, 0);

// What an answer had of each chunk, and the entries that this took in the cache.

import type { ChunkChoice, ReadChunk } from "../../engine/api.ts";
import type { ForcedChunks } from "./types.ts";

/** What an answer had of a chunk: re-loaded for it, in detail because it is the first or last, compact, or nothing. */
export type ChunkRole = "detail" | "ends" | "compact" | "unseen";

export function chunkRole(
  { chunks }: Pick<ChunkChoice, "chunks">,
  chunk: number,
  forced: ForcedChunks = new Map(),
): ChunkRole {
  if (chunks[chunk]?.isUnseen === true) return "unseen";
  if (chunks[chunk]?.isDetailed !== true) return "compact";
  const isEnd = chunk === 0 || chunk === chunks.length - 1;
  if (!isEnd || forced.get(chunk) === true) return "detail";
  // Of an answer about a part, or of chunks that stand out alone, nothing is in detail but for the question.
  return chunks.some(({ isUnseen }) => isUnseen === true) ? "detail" : "ends";
}

export interface EntryShares {
  /** The entries of the re-loaded chunks, of the first and the last, and of all others. */
  readonly detail: number;
  readonly ends: number;
  readonly compact: number;
  /** The number of entries if all chunks were in detail. */
  readonly full: number;
  /** The number of tokens of all frames, before any was dropped. */
  readonly tokens: number;
}

/** Returns what a question has in the cache; without a choice, what every question has at least. */
export function entryShares(
  chunks: readonly ReadChunk[],
  choice: Pick<ChunkChoice, "chunks"> | null,
  forced: ForcedChunks,
): EntryShares {
  const sums = { detail: 0, ends: 0, compact: 0, unseen: 0, full: 0, tokens: 0 };
  for (const [index, chunk] of chunks.entries()) {
    const isEnd = index === 0 || index === chunks.length - 1;
    const role = choice === null ? (isEnd ? "ends" : "compact") : chunkRole(choice, index, forced);
    sums[role] += role === "compact" || role === "unseen" ? chunk.compact : chunk.detailed;
    sums.full += chunk.detailed;
    sums.tokens += chunk.levels.length;
  }
  return sums;
}

// Which chunks a question gets in detail: always the first and the last (as in Video-X²L and Video-XL-2), then those
// that the reader forces, then the most relevant, as many as were asked for and fit.

import { AppError } from "../../base/errors.ts";

export interface ChunkSizes {
  /** The entries that the chunk takes at either level. */
  readonly detailed: number;
  readonly compact: number;
}

export interface ChosenChunks {
  /** Whether each chunk is in detail. */
  readonly isDetailed: readonly boolean[];
  /** The entries of all chunks in the cache. */
  readonly entries: number;
}

export interface ChooseOptions {
  /** The most detailed chunks besides the first and the last; Infinity for as many as fit. */
  readonly most: number;
  /** The most entries that the reader allows; default Infinity, which leaves `room` as the only limit. */
  readonly budget?: number;
  /** The entries that fit: the context without system prompt, question and answer. */
  readonly room: number;
  /** True shows a chunk in detail whatever its relevance, false never does. */
  readonly forced?: ReadonlyMap<number, boolean>;
}

/** Chooses the chunks. @throws AppError `memory-budget` when not even the compact level fits. */
export function chooseChunks(
  sizes: readonly ChunkSizes[],
  relevance: readonly number[],
  { most, room, budget = Infinity, forced = new Map() }: ChooseOptions,
): ChosenChunks {
  const isDetailed = sizes.map(() => false);
  let entries = sizes.reduce((sum, { compact }) => sum + compact, 0);
  if (entries > room) {
    throw new AppError(
      "memory-budget",
      `The compact memory of this video takes ${entries} places; this model's context has room for ${room}.`,
      "Read the video at a lower rate or compress it further, or ask about a shorter part of it.",
    );
  }
  if (entries > budget) {
    throw new AppError(
      "memory-budget",
      `The compact memory of this video takes ${entries} tokens; the budget for a question is ${budget}.`,
      `Allow at least ${entries} tokens, or read the video at a lower rate.`,
    );
  }
  const limit = Math.min(room, budget);
  const take = (chunk: number): boolean => {
    const { detailed, compact } = sizes[chunk] ?? { detailed: 0, compact: 0 };
    // A forgotten chunk has nothing to show.
    if (detailed === 0 || isDetailed[chunk] === true || entries + detailed - compact > limit)
      return false;
    isDetailed[chunk] = true;
    entries += detailed - compact;
    return true;
  };
  const last = sizes.length - 1;
  for (const [chunk, isWanted] of forced) if (isWanted) take(chunk);
  for (const end of [0, last]) if (forced.get(end) !== false) take(end);
  const order = sizes
    .map((_, chunk) => chunk)
    .filter((chunk) => chunk > 0 && chunk < last && !forced.has(chunk))
    .sort((a, b) => (relevance[b] ?? 0) - (relevance[a] ?? 0) || a - b);
  let taken = 0;
  for (const chunk of order) {
    if (taken >= most) break;
    if (take(chunk)) taken++;
  }
  return { isDetailed, entries };
}

/** Takes these chunks in detail and nothing of the others; null where they do not fit. */
export function chooseAlone(
  sizes: readonly ChunkSizes[],
  chunks: readonly number[],
  room: number,
): ChosenChunks | null {
  const isDetailed = sizes.map((_, chunk) => chunks.includes(chunk));
  const entries = chunks.reduce((sum, chunk) => sum + (sizes[chunk]?.detailed ?? 0), 0);
  return entries > room ? null : { isDetailed, entries };
}

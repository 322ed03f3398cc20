// Which chunks a question gets in detail: the first and the last always (as Video-X²L and Video-XL-2 have it), then
// those that the reader forces, then the most relevant, as many as asked for and as fit.

import { AppError } from "../../base/errors.ts";

export interface ChunkSizes {
  /** Entries of the cache at either level. */
  readonly detailed: number;
  readonly compact: number;
}

export interface ChosenChunks {
  /** Per chunk, true: the detailed level. */
  readonly isDetailed: readonly boolean[];
  /** Entries of the cache, all chunks. */
  readonly entries: number;
}

export interface ChooseOptions {
  /** Detailed chunks beside the first and the last; Infinity for as many as fit. */
  readonly most: number;
  /** Entries that the reader allows; Infinity (default) for no other limit than the room. */
  readonly budget?: number;
  /** Entries that there is room for: the context without system prompt, question and answer. */
  readonly room: number;
  /** By chunk: true shows it in detail whatever its relevance, false never. */
  readonly forced?: ReadonlyMap<number, boolean>;
}

/** @throws AppError `memory-budget` when not even the compact level fits. */
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
    if (isDetailed[chunk] === true || entries + detailed - compact > limit) return false;
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

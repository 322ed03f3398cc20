// The tokens of one frame of a memory, as the grid that the model made of it.

import type { WholeVideo, ReadChunk } from "../../engine/api.ts";
import { chunkOfFrame } from "../../store/whole/selectors.ts";

export interface LevelsGrid {
  readonly rows: number;
  readonly columns: number;
  /** Of each token: 0 dropped, 1 in detail only, 2 in the compact set too. [rows × columns] */
  readonly levels: Uint8Array;
  /** Higher = kept sooner; null where nothing was scored. */
  readonly scores: Float32Array | null;
}

/** Null while the frame is not in a chunk that was read. */
export function levelsGrid(
  chunks: readonly ReadChunk[],
  { rows, columns }: WholeVideo["grid"],
  frame: number,
): LevelsGrid | null {
  const { chunk, place } = chunkOfFrame(chunks, frame);
  const read = chunks[chunk];
  const tokens = rows * columns;
  if (read === undefined || read.levels.length < (place + 1) * tokens) return null;
  const [from, to] = [place * tokens, (place + 1) * tokens];
  return {
    rows,
    columns,
    levels: read.levels.subarray(from, to),
    scores: read.scores?.subarray(from, to) ?? null,
  };
}

/** Tokens of a frame that are kept in detail, and in the compact set. */
export function tokenCounts({ levels }: LevelsGrid): {
  readonly detail: number;
  readonly compact: number;
} {
  let [detail, compact] = [0, 0];
  for (const level of levels) {
    if (level >= 1) detail += 1;
    if (level >= 2) compact += 1;
  }
  return { detail, compact };
}

// The tokens of one frame as the grid that the model made of it: of a plan, or of a memory.

import type { PatchMap, Plan, ReadChunk } from "../../engine/api.ts";
import { chunkOfFrame } from "../../store/whole/selectors.ts";

interface GridSize {
  readonly rows: number;
  readonly columns: number;
}

export interface TokenGrid extends GridSize {
  /** What became of each token, [rows × columns]: 0 dropped, `most` kept always, between them kept at times, or merged into one. */
  readonly levels: Uint8Array;
  readonly most: 1 | 2;
  /** Higher = kept sooner; null where nothing was scored. [rows × columns] */
  readonly scores: Float32Array | null;
}

/** Null without a plan, and when it is of another video or model (its frames then hold another number of tokens). */
export function planGrid(
  plan: Plan | null,
  { rows, columns }: GridSize,
  frame: number,
): (TokenGrid & { readonly scores: Float32Array }) | null {
  const tokens = rows * columns;
  if (plan?.frames[frame] === undefined || plan.total !== plan.frames.length * tokens) return null;
  const [from, to] = [frame * tokens, (frame + 1) * tokens];
  return {
    rows,
    columns,
    ...(plan.members === null
      ? { levels: plan.keptMask.subarray(from, to), most: 1 }
      : { levels: mergedLevels(plan.keptMask, plan.members, [from, to]), most: 2 }),
    scores: plan.tokenScores.subarray(from, to),
  };
}

/** Returns 2 where a token is kept, 1 where it was merged into one that is, 0 where it was dropped. */
function mergedLevels(
  keptMask: Uint8Array,
  members: Uint32Array,
  [from, to]: readonly [from: number, to: number],
): Uint8Array {
  return Uint8Array.from({ length: to - from }, (_, i) => {
    if (keptMask[from + i] === 1) return 2;
    return keptMask[members[from + i] ?? keptMask.length] === 1 ? 1 : 0;
  });
}

/** What became of the patches of a frame, one of `PATCH` each. [rows × columns] */
export interface PatchGrid extends GridSize {
  readonly fates: Uint8Array;
}

/** Null where all were encoded. */
export function patchGrid(patches: PatchMap | null, frame: number): PatchGrid | null {
  if (patches === null) return null;
  const { rows, columns } = patches.grid;
  const size = rows * columns;
  const fates = patches.fates.subarray(frame * size, (frame + 1) * size);
  return fates.length === size ? { rows, columns, fates } : null;
}

/** Null while the frame is not in a chunk that was read. Level 1 is kept in detail only, 2 in the compact set too. */
export function levelsGrid(
  chunks: readonly ReadChunk[],
  { rows, columns }: GridSize,
  frame: number,
): TokenGrid | null {
  const { chunk, place } = chunkOfFrame(chunks, frame);
  const read = chunks[chunk];
  const tokens = rows * columns;
  if (read === undefined || read.levels.length < (place + 1) * tokens) return null;
  const [from, to] = [place * tokens, (place + 1) * tokens];
  return {
    rows,
    columns,
    levels: read.levels.subarray(from, to),
    most: 2,
    scores: read.scores?.subarray(from, to) ?? null,
  };
}

/** Tokens of a frame that are kept in detail, and in the compact set. */
export function tokenCounts({ levels }: Pick<TokenGrid, "levels">): {
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

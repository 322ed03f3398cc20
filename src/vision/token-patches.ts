// Which patches of a step each of its tokens is made of: by the pool, or by the encoder's own merger.

import type { Grid } from "../base/shape.ts";
import type { Pooling } from "../model/adapters/adapter.ts";

export interface TokenPatches {
  /** The grid of patches. */
  readonly patches: Grid;
  /** Patches are in the order of blocks of merge × merge. */
  readonly merge: number;
  readonly tokens: Grid;
  readonly pooling: Pooling;
}

/** Returns the patches of each token, ascending; null where a merger's squares do not fit the grid. */
export function patchesOfTokens({
  patches,
  merge,
  tokens,
  pooling,
}: TokenPatches): number[][] | null {
  const side = patches.rows / tokens.rows;
  if (pooling === "none" && (!Number.isInteger(side) || side * tokens.columns !== patches.columns))
    return null;
  const of = (index: number, size: number, count: number): readonly number[] => {
    if (pooling === "none") return Array.from({ length: side }, (_, i) => index * side + i);
    return between(index, pooling === "average" ? 2 * count : size, count);
  };
  return Array.from({ length: tokens.rows * tokens.columns }, (_, token) => {
    const rows = of(Math.floor(token / tokens.columns), patches.rows, tokens.rows);
    const columns = of(token % tokens.columns, patches.columns, tokens.columns);
    return rows
      .flatMap((row) => columns.map((column) => placeOf(row, column, patches.columns, merge)))
      .toSorted((a, b) => a - b);
  });
}

/** The two cells between which the centre of a coarser grid's cell falls, as `pool-bilinear` has them. */
function between(index: number, size: number, count: number): readonly number[] {
  const at = Math.max(((index + 0.5) * size) / count - 0.5, 0);
  const low = Math.min(Math.floor(at), size - 1);
  const high = Math.min(low + 1, size - 1);
  return high === low || at === low ? [low] : [low, high];
}

function placeOf(row: number, column: number, columns: number, merge: number): number {
  const block = Math.floor(row / merge) * (columns / merge) + Math.floor(column / merge);
  return block * merge * merge + (row % merge) * merge + (column % merge);
}

/** Puts the patches of each step, which are in the tower's order, row by row. */
export function inRows(ofPatches: Uint8Array, { rows, columns }: Grid, merge: number): Uint8Array {
  const size = rows * columns;
  return ofPatches.map((_, at) => {
    const within = at % size;
    const place = placeOf(Math.floor(within / columns), within % columns, columns, merge);
    return ofPatches[at - within + place] ?? 0;
  });
}

// The rotary positions at which a memory's entries stand in the cache. Where positions are one number, entries follow each
// other. With M-RoPE they are three, as in `language/positions`: text counts on in all three, and a token has its step, its
// row and its column behind the text before it.

import { must } from "../base/assert.ts";
import type { Grid } from "../base/shape.ts";
import type { PiecedChunk } from "./chunk-pieces.ts";

/** How a memory's entries are placed. */
export interface Placing {
  /** How many numbers a position has: 1, or 3 for M-RoPE. */
  readonly axes: number;
  /**
   * With `original` an entry stands where it would stand if nothing had been dropped; with `compact` positions close up: what
   * is dropped leaves no gap, and a step of which no token stays takes no time.
   */
  readonly positions: "original" | "compact";
  /** The grid of a frame's tokens. */
  readonly grid: Grid;
  /** How many positions more than rows in its cache the model has: original positions that run further ahead close up. */
  readonly spare: number;
}

/** Whether rows stand where a decoder that counts the rows of its cache has them. */
export const isCounted = ({ axes, positions }: Placing): boolean =>
  axes === 1 && positions === "compact";

/** The place behind what has been placed. */
export interface Cursor {
  /** The position of the next row of text, on all axes. */
  readonly next: number;
  /** The steps that tokens have run on for, without text between them, and the position of the first; null behind text. */
  readonly run: { readonly first: number; readonly steps: number } | null;
}

/** The place behind so many rows of text. */
export const behindText = (rows: number): Cursor => ({ next: rows, run: null });

/** The positions 0, 1, 2 … of so many rows of text, [rows, axes], or what takes them back there with `times` −1. */
export const textPositions = (rows: number, axes: number, times: 1 | -1): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: rows * axes }, (_, i) => times * Math.floor(i / axes));

export interface PlacedPositions {
  /** The positions of the rows that are kept, [rows, axes]. */
  readonly positions: Int32Array<ArrayBuffer>;
  readonly cursor: Cursor;
}

/** Places the rows `kept` of a chunk, ascending, behind `from`. */
export function placePositions(
  from: Cursor,
  { pieces, perFrame }: PiecedChunk,
  kept: ArrayLike<number>,
  { axes, positions, grid }: Placing,
): PlacedPositions {
  const placed = new Int32Array(kept.length * axes);
  const isClosed = positions === "compact";
  let [next, run, row, at] = [from.next, from.run, 0, 0];
  /** Puts a row at its position, when it is kept. */
  const put = (...position: readonly number[]): void => {
    placed.set(position.slice(0, axes), axes * at++);
  };
  const isKept = (): boolean => kept[at] === row;
  for (const piece of pieces) {
    if (piece.kind !== "tokens") {
      for (let k = 0; k < piece.count; k++, row++) {
        if (isKept()) put(next, next, next);
        else if (isClosed) continue;
        next++;
        run = null;
      }
      continue;
    }
    if (axes === 1) {
      for (let token = piece.from; token < piece.to; token++, row++) {
        if (isKept()) put(next);
        else if (isClosed) continue;
        next++;
      }
      continue;
    }
    for (let token = piece.from; token < piece.to;) {
      // One step: the tokens up to the end of its frame.
      const end = Math.min(piece.to, (Math.floor(token / perFrame) + 1) * perFrame);
      const before = at;
      const { first, steps } = run ?? { first: next, steps: 0 };
      for (; token < end; token++, row++) {
        if (!isKept()) continue;
        const place = token % perFrame;
        put(
          first + steps,
          first + Math.floor(place / grid.columns),
          first + (place % grid.columns),
        );
      }
      if (at === before && isClosed) continue;
      run = { first, steps: steps + 1 };
      next = first + Math.max(run.steps, grid.rows, grid.columns);
    }
  }
  must(at === kept.length ? placed : null, "a place for each row");
  return { positions: placed, cursor: { next, run } };
}

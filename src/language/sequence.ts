// Lays out a prompt's pieces and the kept tokens row by row: what the language model reads, and where each row is from.

import type { PromptPiece } from "./prompt.ts";

export interface Sequence {
  /** The ids of all text pieces, in order; their embeddings are the first rows that `places` can name. */
  readonly textIds: readonly number[];
  /** The places for splice-rows: i < B is text row i, B + m is row m of the M visual ones, B + M is the newline. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** The number of rows that are not text. */
  readonly visual: number;
}

/**
 * Lays out the rows of a prompt; `keptMask` is [T · N], 1 where a token is kept. The visual rows are all T · N tokens, or
 * with `isMerged` the K kept ones alone, in order.
 */
export function layOut(
  pieces: readonly PromptPiece[],
  keptMask: Uint8Array,
  isMerged = false,
): Sequence {
  const textIds = pieces.flatMap((piece) => (piece.kind === "text" ? piece.ids : []));
  const places: number[] = [];
  let text = 0;
  const rows = isMerged ? rowsBefore(keptMask) : null;
  const rowOf = (token: number): number => rows?.[token] ?? token;
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
        for (let i = 0; i < piece.ids.length; i++) places.push(text++);
        break;
      case "tokens":
        for (let token = piece.from; token < piece.to; token++) {
          if (keptMask[token] === 1) places.push(textIds.length + rowOf(token));
        }
        break;
      case "newline":
        places.push(textIds.length + rowOf(keptMask.length));
    }
  }
  return { textIds, places: Uint32Array.from(places), visual: places.length - textIds.length };
}

/** Returns the number of kept tokens before each token, and in all: [T · N + 1]. */
function rowsBefore(keptMask: Uint8Array): Uint32Array {
  const rows = new Uint32Array(keptMask.length + 1);
  let kept = 0;
  for (const [token, isKept] of keptMask.entries()) {
    kept += isKept;
    rows[token + 1] = kept;
  }
  return rows;
}

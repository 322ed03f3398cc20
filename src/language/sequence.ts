// Lays out a prompt's pieces and the kept tokens row by row: what the language model reads, and where each row is from.

import type { PromptPiece } from "./prompt.ts";

export interface Sequence {
  /** The ids of all text pieces, in order; their embeddings are the first rows that `places` can name. */
  readonly textIds: readonly number[];
  /** The places for splice-rows: i < B is text row i, B + m is token m of all T·N, B + T·N is the newline. */
  readonly places: Uint32Array<ArrayBuffer>;
  /** The number of rows that are not text. */
  readonly visual: number;
}

/** Lays out the rows of a prompt; `keptMask` is [T · N], 1 where a token is kept. */
export function layOut(pieces: readonly PromptPiece[], keptMask: Uint8Array): Sequence {
  const textIds = pieces.flatMap((piece) => (piece.kind === "text" ? piece.ids : []));
  const places: number[] = [];
  let text = 0;
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
        for (let i = 0; i < piece.ids.length; i++) places.push(text++);
        break;
      case "tokens":
        for (let token = piece.from; token < piece.to; token++) {
          if (keptMask[token] === 1) places.push(textIds.length + token);
        }
        break;
      case "newline":
        places.push(textIds.length + keptMask.length);
    }
  }
  return { textIds, places: Uint32Array.from(places), visual: places.length - textIds.length };
}

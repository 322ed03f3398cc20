// Where the rows of a prompt stand for rotary embeddings. Most families count what is there. Qwen2-VL's M-RoPE gives
// every row three numbers (time, height, width): text counts on in all three; a visual token stands at its place in
// the video, and text after it goes on behind the largest number used (transformers, Qwen2VL `get_rope_index`).
// Tokens that are dropped leave gaps: VidCom² computes the positions of the whole prompt and then gathers them.

import type { Grid } from "../base/shape.ts";
import type { PromptPiece } from "./prompt.ts";

export interface GridPositions {
  /** [3, S], axis after axis. */
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** Of the first row that follows, on all axes. */
  readonly next: number;
}

/** `keptMask` [T · N]; N = rows · columns of `tokens`. */
export function gridPositions(
  pieces: readonly PromptPiece[],
  keptMask: Uint8Array,
  tokens: Grid,
): GridPositions {
  const perStep = tokens.rows * tokens.columns;
  const axes: [number[], number[], number[]] = [[], [], []];
  let next = 0;
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
        for (let i = 0; i < piece.ids.length; i++, next++) {
          for (const axis of axes) axis.push(next);
        }
        break;
      case "tokens": {
        const firstStep = Math.floor(piece.from / perStep);
        let largest = -1;
        for (let token = piece.from; token < piece.to; token++) {
          const place = token % perStep;
          const at = [
            Math.floor(token / perStep) - firstStep,
            Math.floor(place / tokens.columns),
            place % tokens.columns,
          ] as const;
          largest = Math.max(largest, ...at);
          if (keptMask[token] !== 1) continue;
          axes.forEach((axis, i) => axis.push(next + (at[i] ?? 0)));
        }
        next += largest + 1;
        break;
      }
      case "newline": // no family with a grid has one; it would count as text
        for (const axis of axes) axis.push(next);
        next++;
    }
  }
  return { ids: BigInt64Array.from(axes.flat(), BigInt), next };
}

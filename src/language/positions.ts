// The rotary positions of a prompt's rows when dropped tokens leave gaps: the positions of the whole prompt are computed, and
// those of the rows that stay are gathered, as VidCom² does for Qwen2-VL. Most families count their rows. Qwen2-VL's M-RoPE
// gives every row three numbers (time, height, width): text counts on in all three, a visual token has its place in the
// video, and text after it continues after the largest number used (transformers, Qwen2VL `get_rope_index`).

import type { Grid } from "../base/shape.ts";
import type { PromptPiece } from "./prompt.ts";

export interface RowPositions {
  /** The positions [A, S], axis after axis: A is 1 where rows are counted, 3 for M-RoPE. */
  readonly ids: BigInt64Array<ArrayBuffer>;
  /** The position of the first row that follows, on all axes. */
  readonly next: number;
}

/** Returns the positions [1, S] of rows that are counted, 0, 1, 2 … over the whole prompt. `keptMask` is [T · N]. */
export function countedPositions(
  pieces: readonly PromptPiece[],
  keptMask: Uint8Array,
): RowPositions {
  const ids: bigint[] = [];
  let next = 0;
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
        for (let i = 0; i < piece.ids.length; i++) ids.push(BigInt(next++));
        break;
      case "tokens":
        for (let token = piece.from; token < piece.to; token++, next++) {
          if (keptMask[token] === 1) ids.push(BigInt(next));
        }
        break;
      case "newline":
        ids.push(BigInt(next++));
    }
  }
  return { ids: BigInt64Array.from(ids), next };
}

/** Returns the positions [3, S] for M-RoPE. `keptMask` is [T · N], N = rows · columns of `tokens`. */
export function gridPositions(
  pieces: readonly PromptPiece[],
  keptMask: Uint8Array,
  tokens: Grid,
): RowPositions {
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
      case "newline": // no family with M-RoPE has newlines; one would count as text
        for (const axis of axes) axis.push(next);
        next++;
    }
  }
  return { ids: BigInt64Array.from(axes.flat(), BigInt), next };
}

import { describe, expect, it } from "vitest";
import {
  keptRows,
  rowCount,
  tokenRows,
  tokensAlone,
  type ChunkPiece,
} from "../../../src/memory/chunk-pieces.ts";

/** Two frames of two rows of two tokens: a text before each, a newline behind each row. */
const PIECES: readonly ChunkPiece[] = [0, 1].flatMap((frame): ChunkPiece[] => [
  { kind: "text", frame, count: 3 },
  { kind: "tokens", from: 4 * frame, to: 4 * frame + 2 },
  { kind: "newline", frame, count: 1 },
  { kind: "tokens", from: 4 * frame + 2, to: 4 * frame + 4 },
  { kind: "newline", frame, count: 1 },
]);
const CHUNK = { pieces: PIECES, perFrame: 4 };

describe("the pieces of a chunk", () => {
  it("have their rows in order", () => {
    expect(rowCount(PIECES)).toBe(18);
    expect([...tokenRows(PIECES)]).toEqual([3, 4, 6, 7, 12, 13, 15, 16]);
    expect([...tokenRows(tokensAlone(3))]).toEqual([0, 1, 2]);
  });

  it("stay with the tokens of their frame, and go with the last of them", () => {
    expect([...keptRows(CHUNK, [1])]).toEqual([0, 1, 2, 4, 5, 8]);
    expect([...keptRows(CHUNK, [6])]).toEqual([9, 10, 11, 14, 15, 17]);
    expect([...keptRows(CHUNK, [])]).toEqual([]);
    const all = Array.from({ length: 8 }, (_, token) => token);
    expect(keptRows(CHUNK, all)).toHaveLength(18);
  });

  it("keep one newline a frame where they are few, and those of rows kept whole", () => {
    expect([...keptRows(CHUNK, [1], true)]).toEqual([0, 1, 2, 4, 8]);
    expect([...keptRows(CHUNK, [0, 1], true)]).toEqual([0, 1, 2, 3, 4, 5, 8]);
    const all = Array.from({ length: 8 }, (_, token) => token);
    expect(keptRows(CHUNK, all, true)).toHaveLength(18);
  });
});

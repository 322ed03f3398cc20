import { describe, expect, it } from "vitest";
import { gridPositions } from "../../src/language/positions.ts";
import type { PromptPiece } from "../../src/language/prompt.ts";
import { layOut } from "../../src/language/sequence.ts";

const text = (...ids: number[]): PromptPiece => ({ kind: "text", ids });
const tokens = (from: number, to: number): PromptPiece => ({ kind: "tokens", from, to });
const NEWLINE: PromptPiece = { kind: "newline" };

describe("the sequence of a prompt", () => {
  it("places text, kept tokens and the newline, as LLaVA-OneVision has them", () => {
    const kept = Uint8Array.of(0, 1, 1, 0, 0, 1);
    expect(layOut([text(7, 8), tokens(0, 6), NEWLINE], kept)).toEqual({
      textIds: [7, 8],
      places: Uint32Array.of(0, 1, 3, 4, 7, 8),
      visual: 4,
    });
  });

  it("keeps text between frames, however few tokens stay", () => {
    const kept = Uint8Array.of(1, 0, 0, 0);
    const pieces = [text(1), tokens(0, 2), text(2, 3), tokens(2, 4), text(4)];
    expect(layOut(pieces, kept)).toEqual({
      textIds: [1, 2, 3, 4],
      places: Uint32Array.of(0, 4, 1, 2, 3),
      visual: 1,
    });
  });

  it("repeats the newline behind every row", () => {
    const kept = Uint8Array.of(1, 1, 0, 1);
    const pieces = [tokens(0, 2), NEWLINE, tokens(2, 4), NEWLINE];
    expect([...layOut(pieces, kept).places]).toEqual([0, 1, 4, 3, 4]);
  });
});

describe("the sequence of a prompt with merged rows", () => {
  it("counts the kept rows only", () => {
    const kept = Uint8Array.of(0, 1, 1, 0, 0, 1);
    const pieces = [text(7), tokens(0, 3), text(8), tokens(3, 6), NEWLINE];
    expect(layOut(pieces, kept, true)).toEqual({
      textIds: [7, 8],
      places: Uint32Array.of(0, 2, 3, 1, 4, 5),
      visual: 4,
    });
  });
});

describe("positions on a grid", () => {
  const GRID = { rows: 2, columns: 3 };

  it("are time, row and column behind the text, and the largest of them goes on", () => {
    const all = new Uint8Array(12).fill(1);
    const { ids, next } = gridPositions([text(9, 9), tokens(0, 12)], all, GRID);
    const axis = (i: number) => [...ids.subarray(i * 14, (i + 1) * 14)].map(Number);
    expect(axis(0)).toEqual([0, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]);
    expect(axis(1)).toEqual([0, 1, 2, 2, 2, 3, 3, 3, 2, 2, 2, 3, 3, 3]);
    expect(axis(2)).toEqual([0, 1, 2, 3, 4, 2, 3, 4, 2, 3, 4, 2, 3, 4]);
    expect(next).toBe(5);
  });

  it("stay where they were when tokens are dropped, even those at the end", () => {
    const kept = Uint8Array.of(0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0);
    const { ids, next } = gridPositions([text(9, 9), tokens(0, 12)], kept, GRID);
    expect([...ids].map(Number)).toEqual([0, 1, 2, 3, 0, 1, 3, 2, 0, 1, 3, 2]);
    expect(next).toBe(5);
  });

  it("count on in text behind the video", () => {
    const all = new Uint8Array(6).fill(1);
    const { ids, next } = gridPositions([tokens(0, 6), text(5, 6)], all, GRID);
    expect([...ids.subarray(6, 8)].map(Number)).toEqual([3, 4]);
    expect(next).toBe(5);
  });
});

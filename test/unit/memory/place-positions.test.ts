import { describe, expect, it } from "vitest";
import { gridPositions } from "../../../src/language/positions.ts";
import type { PromptPiece } from "../../../src/language/prompt.ts";
import { keptRows, tokensAlone, type ChunkPiece } from "../../../src/memory/chunk-pieces.ts";
import { behindText, placePositions, type Placing } from "../../../src/memory/place-positions.ts";

const GRID = { rows: 2, columns: 3 };
const PER_FRAME = 6;
/** Rows of the system prompt. */
const SYSTEM = 4;
const grid = (positions: Placing["positions"]): Placing => ({
  axes: 3,
  positions,
  grid: GRID,
  spare: 0,
});

/** The positions [axis][row] of two chunks of two frames, of which some tokens stay, and of the text behind them. */
function place(pieces: readonly ChunkPiece[], kept: readonly number[][], placing: Placing) {
  const axes: number[][] = Array.from({ length: placing.axes }, () => []);
  let cursor = behindText(SYSTEM);
  for (const tokens of kept) {
    const chunk = { pieces, perFrame: PER_FRAME };
    const placed = placePositions(cursor, chunk, keptRows(chunk, tokens), placing);
    placed.positions.forEach((position, i) => axes[i % placing.axes]!.push(position));
    cursor = placed.cursor;
  }
  return { axes, next: cursor.next };
}

/** What the prompt of all four frames gives the same rows. */
function whole(pieces: readonly PromptPiece[], kept: readonly number[]) {
  const mask = new Uint8Array(4 * PER_FRAME);
  for (const token of kept) mask[token] = 1;
  const system: PromptPiece = { kind: "text", ids: [0, 1, 2, 3] };
  const { ids, next } = gridPositions([system, ...pieces], mask, GRID);
  const rows = ids.length / 3;
  const axes = [0, 1, 2].map((axis) =>
    Array.from(ids.subarray(axis * rows + SYSTEM, (axis + 1) * rows), Number),
  );
  return { axes, next };
}

const TIMED: readonly ChunkPiece[] = [0, 1].flatMap((frame): ChunkPiece[] => [
  { kind: "text", frame, count: 2 },
  { kind: "tokens", from: PER_FRAME * frame, to: PER_FRAME * (frame + 1) },
  { kind: "text", frame, count: 1 },
]);
const ALL = Array.from({ length: 2 * PER_FRAME }, (_, token) => token);

describe("the positions of a memory's entries", () => {
  it("are those of the whole prompt where nothing closes up", () => {
    const kept = [
      [0, 5, 7],
      [3, 11],
    ];
    const one = whole([{ kind: "tokens", from: 0, to: 24 }], [0, 5, 7, 15, 23]);
    expect(place(tokensAlone(12), kept, grid("original"))).toEqual(one);
    const ids = [7, 8];
    const timed = [0, 1, 2, 3].flatMap((step): PromptPiece[] => [
      { kind: "text", ids },
      { kind: "tokens", from: PER_FRAME * step, to: PER_FRAME * (step + 1) },
      { kind: "text", ids: [9] },
    ]);
    expect(place(TIMED, [ALL, ALL], grid("original"))).toEqual(
      whole(
        timed,
        Array.from({ length: 24 }, (_, token) => token),
      ),
    );
  });

  it("close up over steps of which nothing stays, and their texts", () => {
    // Of the first chunk's second frame and the second's first nothing stays.
    const kept = [[1], [8]];
    const { axes, next } = place(tokensAlone(12), kept, grid("compact"));
    expect(axes).toEqual([
      [4, 5],
      [4, 4],
      [5, 6],
    ]);
    expect(next).toBe(SYSTEM + 3);
    expect(place(tokensAlone(12), kept, grid("original")).axes[0]).toEqual([4, 7]);
    const timed = place(TIMED, kept, grid("compact"));
    // Two words, a step of three columns, a word; the same again.
    expect(timed.axes[0]).toEqual([4, 5, 6, 9, 10, 11, 12, 15]);
    expect(timed.next).toBe(16);
  });

  it("are in a row where they are one number", () => {
    const counted = (positions: Placing["positions"]): Placing => ({ ...grid(positions), axes: 1 });
    expect(place(TIMED, [[1], [8]], counted("compact"))).toEqual({
      axes: [[4, 5, 6, 7, 8, 9, 10, 11]],
      next: 12,
    });
    expect(place(TIMED, [[1], [8]], counted("original"))).toEqual({
      axes: [[4, 5, 7, 12, 31, 32, 35, 39]],
      next: 40,
    });
  });
});

import { describe, expect, it } from "vitest";
import { countedPositions, gridPositions } from "../../src/language/positions.ts";
import type { PromptPiece } from "../../src/language/prompt.ts";
import { layOut } from "../../src/language/sequence.ts";

/**
 * As Hugging Face's code does it: `position_ids = arange(length)` of the whole prompt, then `position_ids[:, kept]` of
 * the rows that stay; generation goes on at the length of the whole prompt.
 */
function gathered(pieces: readonly PromptPiece[], keptMask: Uint8Array) {
  const stays = pieces.flatMap((piece) => {
    if (piece.kind === "text") return piece.ids.map(() => true);
    if (piece.kind === "newline") return [true];
    return [...keptMask.subarray(piece.from, piece.to)].map((one) => one === 1);
  });
  return {
    ids: BigInt64Array.from(stays.flatMap((isKept, i) => (isKept ? [BigInt(i)] : []))),
    next: stays.length,
  };
}

const mask = (length: number, kept: (i: number) => boolean) =>
  Uint8Array.from({ length }, (_, i) => Number(kept(i)));

/** Tokens and one newline at their end, as LLaVA-OneVision has them. */
const ONE_VISION: PromptPiece[] = [
  { kind: "text", ids: [5, 6, 7] },
  { kind: "tokens", from: 0, to: 12 },
  { kind: "newline" },
];
/** Text between the frames, as SmolVLM2 has it. */
const FRAMES_IN_TEXT: PromptPiece[] = [0, 4, 8].flatMap((from) => [
  { kind: "text" as const, ids: [1, 2] },
  { kind: "tokens" as const, from, to: from + 4 },
]);
/** A newline after every row of tokens, as LLaVA-Video has them. */
const ROWS: PromptPiece[] = [0, 3, 6, 9].flatMap((from) => [
  { kind: "tokens" as const, from, to: from + 3 },
  { kind: "newline" as const },
]);

describe("positions of rows that are counted", () => {
  it.each([
    ["tokens and a newline", ONE_VISION],
    ["text between tokens", FRAMES_IN_TEXT],
    ["newlines between tokens", ROWS],
  ])("are gathered from those of the whole prompt: %s", (_, pieces) => {
    const masks = [
      mask(12, () => true),
      mask(12, () => false),
      mask(12, (i) => i % 3 === 1),
      mask(12, (i) => i >= 10),
      mask(12, (i) => i === 0),
    ];
    for (const kept of masks) {
      const positions = countedPositions(pieces, kept);
      expect(positions).toEqual(gathered(pieces, kept));
      expect(positions.ids).toHaveLength(layOut(pieces, kept).places.length);
    }
  });

  it("leave gaps where tokens were dropped, and text goes on behind the whole video", () => {
    const { ids, next } = countedPositions(
      ONE_VISION,
      mask(12, (i) => i === 2 || i === 9),
    );
    expect([...ids].map(Number)).toEqual([0, 1, 2, 5, 12, 15]);
    expect(next).toBe(16);
  });

  it("are a run from 0 on when every token stays", () => {
    const { ids, next } = countedPositions(
      ROWS,
      mask(12, () => true),
    );
    expect([...ids].map(Number)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(next).toBe(16);
  });
});

it("a grid's positions have one list an axis, of as many rows", () => {
  const kept = mask(12, (i) => i % 2 === 0);
  const { ids } = gridPositions(ONE_VISION, kept, { rows: 2, columns: 2 });
  expect(ids).toHaveLength(3 * layOut(ONE_VISION, kept).places.length);
});

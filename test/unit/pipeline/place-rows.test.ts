import { describe, expect, it } from "vitest";
import type { PositionsId } from "../../../src/compression/request.ts";
import type { PromptPiece } from "../../../src/language/prompt.ts";
import type { VideoTokens } from "../../../src/pipeline/video-tokens.ts";
import type { LoadedModel } from "../../../src/pipeline/loaded-model.ts";
import { offeredPositions, placeRows } from "../../../src/pipeline/place-rows.ts";

type Placing = Pick<LoadedModel, "config" | "decoder" | "maxPositions">;

const modelOf = (
  positions: "sequence" | "grid",
  positionAxes: number,
  maxPositions = 100,
): Placing =>
  ({
    config: { positions },
    decoder: { positionAxes },
    maxPositions,
  }) as unknown as Placing;

/** Three words, then two frames of 2 × 2 tokens. */
const PIECES: PromptPiece[] = [
  { kind: "text", ids: [1, 2, 3] },
  { kind: "tokens", from: 0, to: 8 },
];
const tokens = (kept: readonly number[], positions?: PositionsId): VideoTokens => ({
  videoId: 1,
  key: "v",
  video: { grid: { rows: 2, columns: 2 } } as VideoTokens["video"],
  keptMask: Uint8Array.from({ length: 8 }, (_, i) => Number(kept.includes(i))),
  positions,
});
const SOME = [1, 6];
const ALL = [0, 1, 2, 3, 4, 5, 6, 7];

describe("the positions that a model offers", () => {
  it("are those its graph can take, the default first", () => {
    expect(offeredPositions(modelOf("sequence", 1))).toEqual(["original", "compact"]);
    expect(offeredPositions(modelOf("sequence", 0))).toEqual(["compact"]);
    expect(offeredPositions(modelOf("grid", 3))).toEqual(["original"]);
  });
});

describe("the rows of a prompt", () => {
  it("stand at their original positions by default, or close up when asked to", () => {
    const model = modelOf("sequence", 1);
    const original = placeRows(model, PIECES, tokens(SOME), 5);
    expect(original).toMatchObject({ id: "original", room: 89 });
    expect([...original.rows!.ids].map(Number)).toEqual([0, 1, 2, 4, 9]);
    expect(original.rows!.next).toBe(11);
    expect(placeRows(model, PIECES, tokens(SOME, "compact"), 5)).toEqual({
      id: "compact",
      rows: undefined,
      room: Infinity,
    });
  });

  it("need no positions of their own when every token is kept", () => {
    const { id, rows } = placeRows(modelOf("sequence", 1), PIECES, tokens(ALL), 5);
    expect([id, rows]).toEqual(["original", undefined]);
  });

  it("close up where the graph counts its cache", () => {
    expect(placeRows(modelOf("sequence", 0), PIECES, tokens(SOME), 5).id).toBe("compact");
  });

  it("stand on the grid of the whole video for M-RoPE", () => {
    const { id, rows } = placeRows(modelOf("grid", 3), PIECES, tokens(SOME), 5);
    expect(id).toBe("original");
    expect([...rows!.ids].map(Number)).toEqual([0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 4, 3]);
  });

  it("close up when the whole video is longer than the model knows, unless asked otherwise", () => {
    expect(placeRows(modelOf("sequence", 1, 16), PIECES, tokens(SOME), 5).id).toBe("original");
    const short = modelOf("sequence", 1, 15);
    expect(placeRows(short, PIECES, tokens(SOME), 5).id).toBe("compact");
    expect(() => placeRows(short, PIECES, tokens(SOME, "original"), 5)).toThrow(
      expect.objectContaining({
        code: "context-overflow",
        message: expect.stringContaining("position 16; this model has 15") as string,
      }) as Error,
    );
  });

  it.each([
    ["sequence", 0, "original", "compact"],
    ["grid", 3, "compact", "original"],
  ] as const)("of %s with %i axes cannot be %s", (positions, axes, wanted, offered) => {
    expect(() => placeRows(modelOf(positions, axes), PIECES, tokens(SOME, wanted), 5)).toThrow(
      expect.objectContaining({
        code: "positions-unsupported",
        hint: expect.stringContaining(offered) as string,
      }) as Error,
    );
  });
});

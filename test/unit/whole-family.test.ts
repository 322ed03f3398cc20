import { describe, expect, it } from "vitest";
import { wholeLayout } from "../../src/pipeline/planned-reading.ts";
import { readFamily } from "../support/family-configs.ts";
import type { LoadedModel } from "../../src/pipeline/loaded-model.ts";
import { lateFrames, rowsBeside } from "../../src/pipeline/whole-pieces.ts";
import { checkReadsWhole } from "../../src/pipeline/whole-family.ts";

type Family = Parameters<typeof checkReadsWhole>[0];

const family = (positions: "sequence" | "grid", positionAxes: number): Family =>
  ({ config: { title: "Grid-VL", positions }, decoder: { positionAxes } }) as unknown as Family;

describe("a family that reads videos whole", () => {
  it("counts its positions, or has a decoder that takes those of a grid", () => {
    for (const axes of [0, 1])
      expect(() => checkReadsWhole(family("sequence", axes))).not.toThrow();
    expect(() => checkReadsWhole(family("grid", 3))).not.toThrow();
  });

  it("is refused in a sentence when its decoder does not take the positions of its grid", () => {
    const refused = expect.objectContaining({
      code: "memory-family",
      message: expect.stringMatching(/this export of Grid-VL.*grid of positions/),
    });
    for (const axes of [0, 1]) expect(() => checkReadsWhole(family("grid", axes))).toThrow(refused);
  });
});

describe("the text beside the tokens of a source without end", () => {
  it("is counted for its last frames, whose times have the most words", () => {
    const model = {
      config: readFamily("smolvlm"),
      // One token a character.
      tokenizer: { tokenizeControl: (text: string) => Array.from(text, (_, i) => i) },
      chatTemplate: "",
    } as unknown as LoadedModel;
    const grid = { rows: 8, columns: 8 };
    const chunkAt = (sec: number) => ({
      durationSec: sec,
      shownTimesSec: Array.from({ length: 8 }, (_, i) => sec + i),
      grid,
    });
    const most = rowsBeside(model, lateFrames({ ...chunkAt(0), shownTimesSec: [0] }, 8), 8);
    const rows = [0, 8, 3_592, 36_000, 86_392].map((sec) => rowsBeside(model, chunkAt(sec), 8));
    expect(rows[0]).toBeGreaterThan(8);
    for (const one of rows) expect(one).toBeLessThanOrEqual(most);
  });
});

describe("the frames of a video that is read whole", () => {
  const tokens = (name: Parameters<typeof readFamily>[0], chunkFrames = 8): number => {
    const config = readFamily(name);
    const model = { config, decoder: { cache: { capacity: 8_192 } } } as unknown as LoadedModel;
    const { rows, columns } = wholeLayout(
      model,
      { width: 1280, height: 720 },
      { chunkFrames },
    ).tokens;
    return rows * columns;
  };

  it("have the budget of a chunk, which is a quarter of the context at most", () => {
    // Four steps of up to 512 tokens; eight frames of up to 256.
    for (const [name, most] of [
      ["qwen2_vl", 512],
      ["lfm2_vl", 256],
    ] as const) {
      expect(tokens(name)).toBeGreaterThan(0.8 * most);
      expect(tokens(name)).toBeLessThanOrEqual(most);
    }
    // A clip's 768 tokens of single frames are those of eight frames, and not of hours.
    expect(tokens("qwen3_5")).toBeGreaterThan(80);
    expect(tokens("qwen3_5")).toBeLessThanOrEqual(96);
    expect(readFamily("qwen3_5").layout({ width: 1280, height: 720 }, 3_600).tokens).toEqual({
      rows: 1,
      columns: 1,
    });
    expect(tokens("smolvlm")).toBe(64);
    expect(tokens("llava_onevision")).toBe(196);
  });
});

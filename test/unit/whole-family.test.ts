import { describe, expect, it } from "vitest";
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

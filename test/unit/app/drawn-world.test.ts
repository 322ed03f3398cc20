import { describe, expect, it } from "vitest";
import {
  CELLS,
  middleOf,
  MOST_UNEVEN,
  UNEVEN_DRAWN,
  unevenness,
} from "../../../src/app/values/drawn-world.ts";
import { drawFrame, Random, sampleClip, tickTime, type World } from "../../../tools/world/index.ts";
import photographs from "../../golden/photographs.json" with { type: "json" };

/** The size at which clips are drawn before their cells are averaged: that of a thumbnail. */
const SIDE = 192;
const PER_CELL = SIDE / CELLS;

/** The means of the cells of a picture of SIDE × SIDE RGBA pixels. */
function cellsOf(rgba: ArrayLike<number>): number[] {
  const cells = Array.from({ length: CELLS * CELLS * 4 }, () => 0);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      for (let channel = 0; channel < 4; channel++) {
        const cell = Math.floor(y / PER_CELL) * CELLS + Math.floor(x / PER_CELL);
        cells[cell * 4 + channel]! += rgba[(y * SIDE + x) * 4 + channel]! / PER_CELL ** 2;
      }
  return cells;
}

const fromRgb = (rgb: readonly number[]): number[] =>
  Array.from({ length: CELLS * CELLS * 4 }, (_, at) =>
    at % 4 === 3 ? 255 : rgb[Math.floor(at / 4) * 3 + (at % 4)]!,
  );

/** A picture of one value a cell. */
const grey = (valueOf: (x: number, y: number) => number): number[] =>
  Array.from({ length: CELLS * CELLS * 4 }, (_, at) => {
    const cell = Math.floor(at / 4);
    return valueOf(cell % CELLS, Math.floor(cell / CELLS));
  });

/** The middle of three frames of each clip of a world. */
const clipsOf = (world: World, clips: number): number[] =>
  Array.from({ length: clips }, (_, index) => {
    const spec = sampleClip(4_000 + index, { world });
    return middleOf(
      [1, 7, 13].map((tick) =>
        unevenness(cellsOf(drawFrame(spec, tickTime(spec, tick), SIDE, SIDE))),
      ),
    )!;
  });

describe("how uneven a picture is", () => {
  it.each([
    ["plain", 1.5],
    ["hard", UNEVEN_DRAWN],
  ] as const)("is little in all clips of the %s world", (world, most) => {
    expect(Math.max(...clipsOf(world, 30))).toBeLessThan(most);
  });

  it.each(["astronaut", "camera", "chelsea", "coffee"] as const)(
    "is more in a photograph: %s",
    (name) => {
      expect(unevenness(fromRgb(photographs[name]))).toBeGreaterThan(MOST_UNEVEN);
    },
  );

  it.each(["brick", "moon"] as const)("cannot tell a photograph without things: %s", (name) => {
    expect(unevenness(fromRgb(photographs[name]))).toBeLessThan(MOST_UNEVEN);
  });

  it("is nothing for one colour and for a slope, whatever small thing lies before it", () => {
    expect(unevenness(grey(() => 90))).toBeCloseTo(0, 6);
    expect(unevenness(grey((x, y) => 40 + 6 * x - 2 * y))).toBeCloseTo(0, 6);
    expect(unevenness(grey((x, y) => (x < 5 && y < 5 ? 250 : 60 + 2 * x)))).toBeLessThan(1);
  });

  it("is large for noise and for a chessboard, and a number for no picture", () => {
    const random = new Random(7);
    expect(unevenness(grey(() => random.uniform(0, 255)))).toBeGreaterThan(MOST_UNEVEN);
    expect(unevenness(grey((x, y) => ((x + y) % 2) * 255))).toBeGreaterThan(MOST_UNEVEN);
    expect(unevenness([])).toBe(0);
    expect(middleOf([])).toBeNull();
  });
});

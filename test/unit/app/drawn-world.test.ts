import { describe, expect, it } from "vitest";
import {
  BUSY_DRAWN,
  busyness,
  middleOf,
  MOST_BUSY,
  POINTS,
  someOf,
} from "../../../src/app/values/drawn-world.ts";
import { drawFrame, Random, sampleClip, tickTime, type World } from "../../../tools/world/index.ts";
import { photographPixels } from "../../support/photographs.ts";

/** The size at which clips are drawn before their points are averaged: that of a thumbnail. */
const SIDE = 192;
const PER_POINT = SIDE / POINTS;

/** The means of the points of a picture of SIDE × SIDE RGBA pixels. */
function pointsOf(rgba: ArrayLike<number>): number[] {
  const points = Array.from({ length: POINTS * POINTS * 4 }, () => 0);
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      for (let channel = 0; channel < 4; channel++) {
        const point = Math.floor(y / PER_POINT) * POINTS + Math.floor(x / PER_POINT);
        points[point * 4 + channel]! += rgba[(y * SIDE + x) * 4 + channel]! / PER_POINT ** 2;
      }
  return points;
}

/** A picture of one value a point. */
const grey = (valueOf: (x: number, y: number) => number): number[] =>
  Array.from({ length: POINTS * POINTS * 4 }, (_, at) => {
    const point = Math.floor(at / 4);
    return valueOf(point % POINTS, Math.floor(point / POINTS));
  });

/** The middle of three frames of each clip of a world. */
const clipsOf = (world: World, clips: number): number[] =>
  Array.from({ length: clips }, (_, index) => {
    const spec = sampleClip(4_000 + index, { world });
    return middleOf(
      [1, 7, 13].map((tick) =>
        busyness(pointsOf(drawFrame(spec, tickTime(spec, tick), SIDE, SIDE))),
      ),
    )!;
  });

describe("how busy a picture is", () => {
  it.each([
    ["plain", 4],
    ["hard", BUSY_DRAWN],
  ] as const)("is little in all clips of the %s world", (world, most) => {
    expect(Math.max(...clipsOf(world, 12))).toBeLessThan(most);
  });

  it.each(["astronaut", "camera", "chelsea", "coffee", "brick"] as const)(
    "is more in a photograph: %s",
    (name) => {
      expect(busyness(photographPixels(name))).toBeGreaterThan(MOST_BUSY);
    },
  );

  it("cannot tell a photograph of hardly anything: the moon", () => {
    expect(busyness(photographPixels("moon"))).toBeLessThan(MOST_BUSY);
  });

  it("is nothing for one colour, the slope's for a slope, and no more for a few things before them", () => {
    expect(busyness(grey(() => 90))).toBe(0);
    expect(busyness(grey((x, y) => 100 + 2 * x - y))).toBeCloseTo(2, 6);
    expect(busyness(grey((x, y) => (x < 20 && y < 20 ? 250 : 60 + 2 * x)))).toBeCloseTo(2, 6);
  });

  it("is large for noise and for a chessboard, and a number for no picture", () => {
    const random = new Random(7);
    expect(busyness(grey(() => random.uniform(0, 255)))).toBeGreaterThan(MOST_BUSY);
    expect(busyness(grey((x, y) => ((x + y) % 2) * 255))).toBe(255);
    expect(busyness([])).toBe(0);
    expect(middleOf([])).toBeNull();
  });
});

describe("the frames of which it is the middle", () => {
  it("are some of all, and mostly those of before while a strip grows", () => {
    const measured = new Set<number>();
    for (let frames = 1; frames <= 4_000; frames++) {
      const some = someOf(frames);
      expect(some.length).toBeLessThanOrEqual(8);
      expect(some.at(-1)).toBeGreaterThanOrEqual((frames - 1) / 2);
      for (const place of some) measured.add(place);
    }
    // The first eight, and four whenever they lie twice as far apart.
    expect(measured.size).toBe(8 + 4 * 9);
    expect(someOf(0)).toEqual([]);
  });
});

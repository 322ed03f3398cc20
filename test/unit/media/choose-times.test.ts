import { describe, expect, it } from "vitest";
import { binOf, binsAround, chooseTimes } from "../../../src/media/choose-times.ts";

const clip = (endSec: number, frameMiddlesSec: number[] | null = null, startSec = 0) => ({
  startSec,
  endSec,
  frameMiddlesSec,
});

describe("chooseTimes", () => {
  it("takes the centres of equal bins", () => {
    expect(chooseTimes(clip(8), 4)).toEqual([1, 3, 5, 7]);
    expect(chooseTimes(clip(10, null, 2), 4)).toEqual([3, 5, 7, 9]);
  });

  it("takes 32 by default, and where the number is none", () => {
    expect(chooseTimes(clip(64))).toHaveLength(32);
    expect(chooseTimes(clip(64), Number.NaN)).toHaveLength(32);
  });

  it("holds the number within 1 and 64", () => {
    expect(chooseTimes(clip(8), 0)).toEqual([4]);
    expect(chooseTimes(clip(8), -3)).toEqual([4]);
    expect(chooseTimes(clip(8), 1000)).toHaveLength(64);
    expect(chooseTimes(clip(8), 2.6)).toHaveLength(3);
  });

  it("takes every frame of a clip that has no more than wanted", () => {
    const middles = [0.1, 0.5, 0.6];
    expect(chooseTimes(clip(1, middles), 4)).toEqual(middles);
    expect(chooseTimes(clip(1, middles), 3)).toEqual(middles);
    expect(chooseTimes(clip(1, middles), 2)).toEqual([0.25, 0.75]);
  });

  it("takes the one moment of a clip without length", () => {
    expect(chooseTimes(clip(3, [3], 3), 32)).toEqual([3]);
    expect(chooseTimes(clip(3, null, 3), 32)).toEqual([3]);
  });

  it("never leaves the clip, and ascends", () => {
    for (const count of [1, 2, 7, 31, 64]) {
      const times = chooseTimes(clip(1 / 3), count);
      expect(times.every((time, i) => time > (times[i - 1] ?? 0) && time < 1 / 3)).toBe(true);
    }
  });
});

describe("binsAround", () => {
  it("puts borders half-way between neighbours and leaves the ends open", () => {
    expect(binsAround([1, 3, 4]).map(({ fromSec, toSec }) => [fromSec, toSec])).toEqual([
      [-Infinity, 2],
      [2, 3.5],
      [3.5, Infinity],
    ]);
    expect(binsAround([])).toEqual([]);
  });
});

describe("binOf", () => {
  it("finds the time that a frame stands for, whatever frame stood in", () => {
    const times = [1, 3, 4];
    expect([0, 1, 1.9, 2, 3.4, 3.5, 9].map((time) => binOf(times, time))).toEqual([
      0, 0, 0, 1, 1, 2, 2,
    ]);
  });
});

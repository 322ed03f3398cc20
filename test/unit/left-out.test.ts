// Which frames are left out, whatever method chooses.

import { describe, expect, it } from "vitest";
import { leftOutFrames } from "../../src/compression/left-out.ts";

const UNIQUENESS = Float32Array.of(0.2, 0.9, 0.1, 0.5, 0.2);

describe("the frames that are left out", () => {
  it("are the least or the most unique ones, of equal ones the first", () => {
    expect(leftOutFrames({ which: "redundant", count: 2 }, UNIQUENESS)).toEqual([0, 2]);
    expect(leftOutFrames({ which: "redundant", count: 3 }, UNIQUENESS)).toEqual([0, 2, 4]);
    expect(leftOutFrames({ which: "unique", count: 2 }, UNIQUENESS)).toEqual([1, 3]);
    expect(leftOutFrames({ which: "unique", count: 0 }, UNIQUENESS)).toEqual([]);
  });

  it("are drawn from the seed: a longer draw holds the shorter one, and each frame is as likely", () => {
    const times = Array.from({ length: 8 }, () => 0);
    for (let seed = 0; seed < 800; seed++) {
      const few = leftOutFrames({ which: "random", count: 2, seed }, new Float32Array(8));
      const more = leftOutFrames({ which: "random", count: 5, seed }, new Float32Array(8));
      expect(more).toEqual(expect.arrayContaining(few));
      for (const frame of few) times[frame] = (times[frame] ?? 0) + 1;
    }
    for (const count of times) expect(Math.abs(count - 200)).toBeLessThan(60);
  });

  it("are those of the places that are named, in their order", () => {
    expect(leftOutFrames({ frames: [3, 0, 3] }, UNIQUENESS)).toEqual([0, 3]);
  });

  it.each([
    [{ which: "unique", count: 5 } as const],
    [{ which: "unique", count: -1 } as const],
    [{ which: "random", count: 1.5 } as const],
    [{ frames: [0, 1, 2, 3, 4] }],
    [{ frames: [5] }],
    [{ frames: [0.5] }],
  ])("are refused as %j of five frames", (leftOut) => {
    expect(() => leftOutFrames(leftOut, UNIQUENESS)).toThrow(/cannot be left out of 5/);
  });
});

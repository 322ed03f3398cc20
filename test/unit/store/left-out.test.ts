// Frames that are left out before asking, as words, as an address, and fitted to a video.

import { describe, expect, it } from "vitest";
import type { LeftOut } from "../../../src/engine/api.ts";
import { columnName } from "../../../src/store/compare/columns.ts";
import { fitLeftOut, leftOutWords } from "../../../src/store/plan/left-out.ts";
import { readRequest, requestWords } from "../../../src/store/plan/plan-words.ts";

const CASES: readonly (readonly [LeftOut, string])[] = [
  [{ which: "unique", count: 8 }, "without the 8 most unique frames"],
  [{ which: "redundant", count: 1 }, "without the 1 least unique frame"],
  [{ which: "random", count: 3, seed: 2 }, "without 3 frames at random, seed 2"],
  [{ frames: [0, 4] }, "without frames 1, 5"],
  [{ frames: [2] }, "without frame 3"],
];

describe("frames that are left out", () => {
  it.each(CASES)("%j is said and linked", (leftOut, words) => {
    expect(leftOutWords(leftOut)).toBe(words);
    const request = { method: "uniform", retention: 1, leftOut } as const;
    expect(columnName(request)).toBe(`W${words.slice(1)}`);
    expect(readRequest(requestWords(request))).toEqual(request);
  });

  it("leave one frame of a video at least", () => {
    expect(fitLeftOut({ which: "unique", count: 40 }, 32)).toEqual({ which: "unique", count: 31 });
    expect(fitLeftOut({ frames: [0, 1, 9] }, 2)).toEqual({ frames: [0] });
  });

  it.each(["8", "8:odd", "frames:x", "-1:unique", "99:unique"])(
    "%s in a link is left out",
    (words) => {
      expect(readRequest(`uniform,1,without=${words}`)).toEqual({
        method: "uniform",
        retention: 1,
      });
    },
  );
});

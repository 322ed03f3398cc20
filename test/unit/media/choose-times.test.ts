import { describe, expect, it } from "vitest";
import { BIN_CENTRES, type FrameSampling } from "../../../src/base/sampling.ts";
import { binOf, binsAround, chooseTimes, type ClipTimes } from "../../../src/media/choose-times.ts";
import samples from "../../golden/families/samples.json";
import { readFamily, type Family } from "../../support/family-configs.ts";

const clip = (
  endSec: number,
  frameMiddlesSec: number[] | null = null,
  startSec = 0,
): ClipTimes => ({
  startSec,
  endSec,
  frames: frameMiddlesSec?.length ?? 1000,
  frameMiddlesSec,
});

describe("chooseTimes at bin centres", () => {
  const choose = (times: ClipTimes, frames?: number) => chooseTimes(times, BIN_CENTRES, { frames });

  it("takes the centres of equal bins", () => {
    expect(choose(clip(8), 4)).toEqual([1, 3, 5, 7]);
    expect(choose(clip(10, null, 2), 4)).toEqual([3, 5, 7, 9]);
  });

  it("takes 32 by default, and where the number is none", () => {
    expect(choose(clip(64))).toHaveLength(32);
    expect(choose(clip(64), Number.NaN)).toHaveLength(32);
  });

  it("holds the number within 1 and 64", () => {
    expect(choose(clip(8), 0)).toEqual([4]);
    expect(choose(clip(8), -3)).toEqual([4]);
    expect(choose(clip(8), 1000)).toHaveLength(64);
    expect(choose(clip(8), 2.6)).toHaveLength(3);
  });

  it("takes every frame of a clip that has no more than wanted", () => {
    const middles = [0.1, 0.5, 0.6];
    expect(choose(clip(1, middles), 4)).toEqual(middles);
    expect(choose(clip(1, middles), 3)).toEqual(middles);
    expect(choose(clip(1, middles), 2)).toEqual([0.25, 0.75]);
  });

  it("takes the one moment of a clip without length", () => {
    expect(choose(clip(3, [3], 3), 32)).toEqual([3]);
    expect(choose(clip(3, null, 3), 32)).toEqual([3]);
  });

  it("never leaves the clip, and ascends", () => {
    for (const count of [1, 2, 7, 31, 64]) {
      const times = choose(clip(1 / 3), count);
      expect(times.every((time, i) => time > (times[i - 1] ?? 0) && time < 1 / 3)).toBe(true);
    }
  });
});

describe("samples.json: the frames that each family's own code takes", () => {
  const families = [
    ["smolvlm", "smolvlm"],
    ["qwen2_vl", "qwen2_vl"],
    ["qwen3_5", "qwen3_5"],
    ["llava", "llava_onevision"],
    ["llava", "llava_video"],
  ] as const satisfies [string, Family][];
  const cases = samples.cases.flatMap((one) =>
    families.flatMap(([golden, family]) => {
      const wanted = one[golden];
      return wanted === undefined ? [] : [{ ...one, family, wanted }];
    }),
  );

  it.each(cases)("$family: $frames frames, $framesPerSec a second", (one) => {
    const { frames, framesPerSec, wanted } = one;
    const { sampling } = readFamily(one.family);
    const startSec = 0.4;
    const endSec = startSec + frames / framesPerSec;
    const middles = Array.from({ length: frames }, (_, i) => startSec + (i + 0.5) / framesPerSec);
    for (const frameMiddlesSec of [middles, null]) {
      const times = chooseTimes({ startSec, endSec, frames, frameMiddlesSec }, sampling);
      expect(times.map((time) => Math.floor((time - startSec) * framesPerSec))).toEqual(wanted);
    }
  });
});

describe("chooseTimes by the reader's choice", () => {
  const sampling: FrameSampling = { ...BIN_CENTRES, spread: "ends", framesPerSec: 2, most: 8 };
  const times: ClipTimes = { startSec: 0, endSec: 10, frames: 100, frameMiddlesSec: null };

  it("puts as many frames as are asked for where the model has them", () => {
    expect(chooseTimes(times, sampling, { frames: 3 })).toEqual([0.05, 4.95, 9.95]);
    expect(chooseTimes(times, sampling, { frames: 1 })).toEqual([0.05]);
    expect(chooseTimes(times, sampling, { frames: 20 })).toHaveLength(20);
  });

  it("puts as many as the model has where they are asked for", () => {
    const got = chooseTimes(times, sampling, { spread: "centres" });
    expect(got).toEqual(Array.from({ length: 8 }, (_, i) => (i + 0.5) * 1.25));
    expect(chooseTimes(times, sampling, { spread: "starts", frames: 2 })).toEqual([0.05, 5.05]);
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
  it("finds the time that a frame was chosen for, also when another frame took its place", () => {
    const times = [1, 3, 4];
    expect([0, 1, 1.9, 2, 3.4, 3.5, 9].map((time) => binOf(times, time))).toEqual([
      0, 0, 0, 1, 1, 2, 2,
    ]);
  });
});

describe("chooseTimes within a range", () => {
  const range = { fromSec: 10, toSec: 24 };
  const frames = (count: number, endSec: number) =>
    Array.from({ length: count }, (_, index) => ((index + 0.5) * endSec) / count);

  it("looks at a part as at a clip of its own", () => {
    for (const spread of ["centres", "ends", "starts"] as const) {
      const all = clip(32, frames(320, 32));
      const part = clip(24, frames(320, 32).slice(100, 240), 10);
      const times = chooseTimes(all, BIN_CENTRES, { frames: 8, spread, range });
      expect(times).toEqual(chooseTimes(part, BIN_CENTRES, { frames: 8, spread }));
      expect(times).toHaveLength(8);
      for (const time of times) expect(time > 10 && time < 24).toBe(true);
    }
  });

  it("takes a rate's frames of the part, and all frames of a short one", () => {
    const rate: FrameSampling = { ...BIN_CENTRES, framesPerSec: 1, least: 1, most: 64 };
    expect(chooseTimes(clip(32, frames(320, 32)), rate, { range })).toHaveLength(14);
    const short = { fromSec: 10, toSec: 10.34 };
    expect(chooseTimes(clip(32, frames(320, 32)), BIN_CENTRES, { range: short })).toEqual([
      expect.closeTo(10.05, 9),
      expect.closeTo(10.15, 9),
      expect.closeTo(10.25, 9),
    ]);
  });

  it("has the frame that is on show where a part holds no frame's middle", () => {
    const slow = clip(30, [5, 15, 25]);
    expect(chooseTimes(slow, BIN_CENTRES, { range: { fromSec: 11, toSec: 13 } })).toEqual([12]);
  });

  it("estimates the frames of a part where they were not counted", () => {
    const times = chooseTimes(clip(32), BIN_CENTRES, { frames: 64, spread: "ends", range });
    expect(times).toHaveLength(64);
    expect(times[0]).toBeGreaterThan(10);
    expect(times.at(-1)).toBeLessThan(24);
  });

  it("holds a part within the clip, and leaves out one that lies beside it or is none", () => {
    const choose = (fromSec: number, toSec: number) =>
      chooseTimes(clip(8), BIN_CENTRES, { frames: 4, range: { fromSec, toSec } });
    expect(choose(4, 99)).toEqual([4.5, 5.5, 6.5, 7.5]);
    for (const none of [choose(9, 12), choose(5, 5), choose(6, 2), choose(Number.NaN, 4)])
      expect(none).toEqual([1, 3, 5, 7]);
  });
});

import { describe, expect, it } from "vitest";
import { planLaps, soakLines, type SoakPoint } from "../../../tools/lab/bench/soak-command.ts";

const POINT: SoakPoint = {
  questions: 10,
  heapBytes: 1e7,
  workers: 1,
  liveBuffers: 40,
  liveBufferBytes: 5e6,
  diskBytes: 0,
  lost: 1,
  otherAnswers: 0,
};

describe("a soak", () => {
  it("asks a thousand questions about twenty videos, each in one of six laps", () => {
    const laps = planLaps(1000, 20, 6);
    expect(laps.flatMap(({ videos }) => videos)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(laps.map(({ videos }) => videos.length)).toEqual([3, 4, 3, 3, 4, 3]);
    expect(laps.reduce((sum, { videos, perVideo }) => sum + videos.length * perVideo, 0)).toBe(
      1000,
    );
    expect(laps.map(({ first }) => first)).toEqual([0, 150, 350, 500, 650, 850]);
  });

  it("gives each lap a video where there are fewer", () => {
    expect(planLaps(12, 2, 3).map(({ videos }) => videos)).toEqual([[0], [1], [2]]);
  });

  it("passes where nothing grew", () => {
    expect(soakLines([POINT, { ...POINT, questions: 20 }]).every(({ passed }) => passed)).toBe(
      true,
    );
  });

  it("lets the heap rise in its first half", () => {
    const learned = { ...POINT, heapBytes: 1.1e7 };
    expect(soakLines([POINT, learned, learned]).every(({ passed }) => passed)).toBe(true);
  });

  it.each([
    ["GPU buffers", { liveBuffers: 41 }],
    ["GPU bytes", { liveBufferBytes: 5e6 + 4 }],
    ["Workers", { workers: 2 }],
    ["Bytes on the disk", { diskBytes: 1 }],
    ["JS heap", { heapBytes: 1.02e7 }],
    ["Questions answered otherwise", { otherAnswers: 1 }],
  ])("fails where %s grew", (name, change) => {
    const failed = soakLines([POINT, POINT, { ...POINT, ...change }]).filter(
      ({ passed }) => !passed,
    );
    expect(failed.map((line) => line.name)).toEqual([expect.stringContaining(name)]);
  });
});

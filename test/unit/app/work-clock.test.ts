import { describe, expect, test } from "vitest";
import { coveredMs, createWorkClock, mergeIntervals } from "../../../src/app/timings/work-clock.ts";

const between = (startMs: number, endMs: number) => ({ startMs, endMs });

describe("mergeIntervals", () => {
  test("joins what overlaps or touches, in any order", () => {
    expect(mergeIntervals([between(5, 9), between(0, 2), between(2, 4), between(6, 7)])).toEqual([
      between(0, 4),
      between(5, 9),
    ]);
  });

  test("counts overlapping work once", () => {
    expect(coveredMs([between(0, 10), between(5, 15), between(20, 21)])).toBe(16);
  });
});

describe("createWorkClock", () => {
  test("keeps short pauses to scale", () => {
    const clock = createWorkClock([between(100, 200), between(250, 300)]);
    expect(clock.lengthMs).toBe(200);
    expect(clock.breaks).toEqual([]);
    expect(clock.at(100)).toBe(0);
    expect(clock.at(275)).toBe(175);
  });

  test("cuts a long pause to a narrow gap and says how long it was", () => {
    const clock = createWorkClock([between(0, 1_000), between(61_000, 62_000)]);
    expect(clock.breaks).toEqual([{ atMs: 1_000, widthMs: 60, cutMs: 60_000 }]);
    expect(clock.at(61_000)).toBe(1_060);
    expect(clock.lengthMs).toBe(2_060);
    expect(clock.pieces.map(({ atMs, lengthMs }) => [atMs, lengthMs])).toEqual([
      [0, 1_000],
      [1_060, 1_000],
    ]);
  });

  test("a moment inside a cut is at the start of the cut", () => {
    const clock = createWorkClock([between(0, 1_000), between(61_000, 62_000)]);
    expect(clock.at(30_000)).toBe(1_000);
  });

  test("what is a long pause grows with the work", () => {
    const pause = [between(0, 10_000), between(10_400, 20_000)];
    expect(createWorkClock(pause).breaks).toEqual([]);
    expect(createWorkClock([between(0, 100), between(500, 600)]).breaks).toHaveLength(1);
  });

  test("has no length without work", () => {
    expect(createWorkClock([])).toMatchObject({ lengthMs: 0, breaks: [], pieces: [] });
  });

  test("never turns the order of two moments round", () => {
    const clock = createWorkClock([between(0, 5), between(900, 905), between(905, 950)]);
    const moments = [0, 3, 5, 400, 900, 903, 949, 950].map(clock.at);
    expect(moments).toEqual([...moments].sort((a, b) => a - b));
  });
});

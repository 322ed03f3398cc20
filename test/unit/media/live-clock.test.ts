import { describe, expect, it } from "vitest";
import { createStreamClock } from "../../../src/media/live/stream-clock.ts";

describe("the clock of a stream", () => {
  const clock = () => {
    const wall = { ms: 5_000 };
    return { wall, clock: createStreamClock(() => wall.ms) };
  };

  it("tells the frames' own times, and does not drift with the moments at which they are seen", () => {
    const { wall, clock: of } = clock();
    const times: number[] = [];
    for (let i = 0; i < 10_000; i++) {
      wall.ms = 5_000 + i * 100 + (i % 7) * 40; // late by up to a quarter of a second
      times.push(of.at(77e6 + i * 100_000));
    }
    expect(times.at(-1)).toBeCloseTo(999.9, 9);
    expect(of.gaps).toEqual([]);
  });

  it("goes on by the clock of the day when the computer slept and its timestamps stood still", () => {
    const { wall, clock: of } = clock();
    of.at(0);
    wall.ms += 1_000;
    of.at(1e6);
    wall.ms += 3_600_000 + 500;
    expect(of.at(1.5e6)).toBeCloseTo(3_601.5, 6);
    expect(of.gaps).toEqual([{ fromSec: 1, toSec: 3_601.5, wasAsleep: true }]);
    wall.ms += 1_000;
    expect(of.at(2.5e6)).toBeCloseTo(3_602.5, 6);
    expect(of.gaps).toHaveLength(1);
  });

  it("tells of a stretch without pictures, keeps the last of them, and never goes back", () => {
    const { wall, clock: of } = clock();
    for (let i = 0; i < 150; i++) {
      wall.ms = 5_000 + i * 10_000;
      of.at(i * 10e6);
    }
    expect(of.gaps).toHaveLength(100);
    expect(of.gaps.at(-1)).toEqual({ fromSec: 1_480, toSec: 1_490, wasAsleep: false });
    expect(of.at(0)).toBe(1_490);
    expect(of.nowSec).toBe(1_490);
  });
});

import { describe, expect, it } from "vitest";
import {
  bestLevels,
  bestWithin,
  DEFAULT_SHARES,
  entriesOfEach,
  evenLevels,
} from "../../../src/memory/levels.ts";
import { seeded } from "../../support/random.ts";

describe("the two levels of a chunk", () => {
  it("are the best of its scores, in order of time, the compact one within the detailed one", () => {
    const { low, high } = bestLevels([5, 1, 9, 3, 7, 2, 8, 4], { low: 1 / 2, high: 1 / 4 });
    expect([...low]).toEqual([0, 2, 4, 6]);
    expect([...high].map((place) => low[place])).toEqual([2, 6]);
  });

  it("take the first of equal scores, and never nothing", () => {
    expect([...bestLevels([1, 1, 1, 1], { low: 1 / 2, high: 1 / 16 }).low]).toEqual([0, 1]);
    const one = bestLevels([1, 1, 1, 1], { low: 1 / 100, high: 1 / 100 });
    expect([one.low.length, one.high.length]).toEqual([1, 1]);
  });

  it.each([1, 2, 7, 36, 288, 577])("hold what their shares allow of %s tokens", (count) => {
    const random = seeded(count);
    const scores = Array.from({ length: count }, random);
    for (const levels of [bestLevels(scores, DEFAULT_SHARES), evenLevels(count, DEFAULT_SHARES)]) {
      const { low, high } = levels;
      expect(low.length).toBe(Math.max(1, Math.round(count / 2)));
      expect(high.length).toBe(Math.max(1, Math.round(count / 16)));
      expect([...low]).toEqual([...new Set(low)].sort((a, b) => a - b));
      expect([...high]).toEqual([...new Set(high)].sort((a, b) => a - b));
      expect(Math.max(...low)).toBeLessThan(count);
      expect(Math.max(...high)).toBeLessThan(low.length);
    }
  });

  it("spread evenly over the chunk where nothing is scored", () => {
    const { low, high } = evenLevels(32, { low: 1 / 2, high: 1 / 8 });
    expect([...low]).toEqual(Array.from({ length: 16 }, (_, i) => 2 * i + 1));
    const places = [...high].map((place) => low[place]!);
    const gaps = places.slice(1).map((place, i) => place - places[i]!);
    expect(new Set(gaps)).toEqual(new Set([8]));
  });

  it("leave places of the compact one free, but not all", () => {
    const scores = [5, 1, 9, 3, 7, 2, 8, 4];
    const shares = { low: 1, high: 1 / 2 };
    const chosen = ({ low, high }: ReturnType<typeof bestLevels>) => [...high].map((i) => low[i]);
    expect(chosen(bestLevels(scores, shares, 2))).toEqual([2, 6]);
    expect(chosen(bestLevels(scores, shares, 9))).toEqual([2]);
    expect(evenLevels(8, shares, 3).high).toHaveLength(1);
  });

  it("let other scores choose within the detailed one", () => {
    const high = bestWithin([1, 4, 6], [9, 1, 9, 9, 3, 9, 2, 9], { low: 1, high: 1 / 4 });
    expect([...high]).toEqual([1, 2]);
  });

  it("refuse shares that are none", () => {
    expect(() => bestLevels([1, 2], { low: 1 / 4, high: 1 / 2 })).toThrow(/shares/);
    expect(() => evenLevels(2, { low: 2, high: 1 })).toThrow(/shares/);
  });

  it("give way where chunks are many, down to one entry", () => {
    const each = [1, 2, 3, 9, 10, 1000].map((chunks) => entriesOfEach(8, chunks));
    expect(each).toEqual([Infinity, 8, 4, 1, 1, 1]);
    expect(entriesOfEach(Infinity, 1000)).toBe(Infinity);
  });
});

import { describe, expect, it } from "vitest";
import {
  bestLevels,
  bestWithin,
  DEFAULT_SHARES,
  compactPerChunk,
  evenLevels,
} from "../../../src/memory/levels.ts";
import { seeded } from "../../support/random.ts";

describe("the two levels of a chunk", () => {
  it("are the best of its scores, in order of time, the compact one within the detailed one", () => {
    const { detailed, compact } = bestLevels([5, 1, 9, 3, 7, 2, 8, 4], {
      detailed: 1 / 2,
      compact: 1 / 4,
    });
    expect([...detailed]).toEqual([0, 2, 4, 6]);
    expect([...compact].map((place) => detailed[place])).toEqual([2, 6]);
  });

  it("take the first of equal scores, and never nothing", () => {
    expect([...bestLevels([1, 1, 1, 1], { detailed: 1 / 2, compact: 1 / 16 }).detailed]).toEqual([
      0, 1,
    ]);
    const one = bestLevels([1, 1, 1, 1], { detailed: 1 / 100, compact: 1 / 100 });
    expect([one.detailed.length, one.compact.length]).toEqual([1, 1]);
  });

  it.each([1, 2, 7, 36, 288, 577])("hold what their shares allow of %s tokens", (count) => {
    const random = seeded(count);
    const scores = Array.from({ length: count }, random);
    for (const levels of [bestLevels(scores, DEFAULT_SHARES), evenLevels(count, DEFAULT_SHARES)]) {
      const { detailed, compact } = levels;
      expect(detailed.length).toBe(Math.max(1, Math.round(count / 2)));
      expect(compact.length).toBe(Math.max(1, Math.round(count / 16)));
      expect([...detailed]).toEqual([...new Set(detailed)].sort((a, b) => a - b));
      expect([...compact]).toEqual([...new Set(compact)].sort((a, b) => a - b));
      expect(Math.max(...detailed)).toBeLessThan(count);
      expect(Math.max(...compact)).toBeLessThan(detailed.length);
    }
  });

  it("spread evenly over the chunk where nothing is scored", () => {
    const { detailed, compact } = evenLevels(32, { detailed: 1 / 2, compact: 1 / 8 });
    expect([...detailed]).toEqual(Array.from({ length: 16 }, (_, i) => 2 * i + 1));
    const places = [...compact].map((place) => detailed[place]!);
    const gaps = places.slice(1).map((place, i) => place - places[i]!);
    expect(new Set(gaps)).toEqual(new Set([8]));
  });

  it("leave places of the compact one free, but not all", () => {
    const scores = [5, 1, 9, 3, 7, 2, 8, 4];
    const shares = { detailed: 1, compact: 1 / 2 };
    const chosen = ({ detailed, compact }: ReturnType<typeof bestLevels>) =>
      [...compact].map((i) => detailed[i]);
    expect(chosen(bestLevels(scores, shares, 2))).toEqual([2, 6]);
    expect(chosen(bestLevels(scores, shares, 9))).toEqual([2]);
    expect(evenLevels(8, shares, 3).compact).toHaveLength(1);
  });

  it("let other scores choose within the detailed one", () => {
    const compact = bestWithin([1, 4, 6], [9, 1, 9, 9, 3, 9, 2, 9], {
      detailed: 1,
      compact: 1 / 4,
    });
    expect([...compact]).toEqual([1, 2]);
  });

  it("refuse shares that are none", () => {
    expect(() => bestLevels([1, 2], { detailed: 1 / 4, compact: 1 / 2 })).toThrow(/shares/);
    expect(() => evenLevels(2, { detailed: 2, compact: 1 })).toThrow(/shares/);
  });

  it("give way where chunks are many, down to one entry", () => {
    const each = [1, 2, 3, 9, 10, 1000].map((chunks) => compactPerChunk(8, chunks));
    expect(each).toEqual([Infinity, 8, 4, 1, 1, 1]);
    expect(compactPerChunk(Infinity, 1000)).toBe(Infinity);
  });
});

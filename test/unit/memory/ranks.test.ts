import { expect, it } from "vitest";
import { alternatingRanks, meanRanks } from "../../../src/memory/ranks.ts";
import { seeded } from "../../support/random.ts";

it("mean ranks mix scores of any scale", () => {
  const ranks = meanRanks([
    [0, 1, 2, 3],
    [4000, 1000, 3000, 2000],
  ]);
  expect([...ranks]).toEqual([1.5, 0.5, 2, 2]);
});

it("mean ranks of many scores lose nothing to rounding", () => {
  const same = Array.from({ length: 49 }, () => [3, 1, 2]);
  expect([...meanRanks(same)]).toEqual([2, 0, 1]);
});

it("alternating ranks take the best of either that is left", () => {
  // By one: 0 1 2 3; by the other: 0 3 1 2.
  expect([...alternatingRanks([4, 3, 2, 1], [9, 2, 1, 3])]).toEqual([4, 2, 1, 3]);
});

it("alternating ranks give each half of what is kept, and each token one rank", () => {
  const random = seeded(1);
  const [one, other] = [0, 1].map(() => Array.from({ length: 40 }, random)) as [number[], number[]];
  const ranks = alternatingRanks(one, other);
  expect([...ranks].sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  const best = (scores: ArrayLike<number>, count: number): number[] =>
    Array.from(scores, (_, i) => i)
      .sort((a, b) => scores[b]! - scores[a]!)
      .slice(0, count);
  const kept = new Set(best(ranks, 10));
  for (const scores of [one, other]) {
    expect(best(scores, 5).every((token) => kept.has(token))).toBe(true);
  }
});

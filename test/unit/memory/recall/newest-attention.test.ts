import { expect, it } from "vitest";
import { newestTokens } from "../../../../src/memory/newest-keys.ts";
import { newestAttention } from "../../../../src/memory/recall/newest-attention.ts";

it("gives each frame what its best token has in all layers, and 0 to a frame without one", () => {
  const records = [
    { timesSec: [0, 1, 2], newest: { frames: Uint32Array.of(0, 0, 2) } },
    { timesSec: [], newest: undefined },
    { timesSec: [8, 9], newest: { frames: Uint32Array.of(1) } },
  ];
  const perLayer = [
    [1, 2, 5, 1],
    [4, 1, 0, 7],
  ];
  expect([...newestAttention(perLayer, records)]).toEqual([5, 0, 5, 0, 8]);
});

it("takes the best compact tokens, two for each frame, in their order", () => {
  const levels = {
    detailed: Uint32Array.of(0, 2, 3, 5, 7, 9, 12, 20),
    compact: Uint32Array.of(1, 2, 4, 5, 6, 7),
  };
  const scores = Array.from({ length: 24 }, (_, token) => (token === 7 ? 0 : 30 - token));
  expect([...newestTokens(levels, scores, 2)]).toEqual([2, 3, 9, 12]);
  expect([...newestTokens(levels, scores, 3)]).toEqual([2, 3, 7, 9, 12, 20]);
  expect([...newestTokens(levels, scores, 9)]).toEqual([2, 3, 7, 9, 12, 20]);
  // Without scores they are at even distances.
  expect([...newestTokens(levels, null, 1)]).toEqual([3, 12]);
});

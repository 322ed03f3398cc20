import { expect, test } from "vitest";
import { planAfterCut } from "../../../src/engine/plans/plan-after-cut.ts";
import type { Plan } from "../../../src/engine/api/plan.ts";

/** Two frames of four tokens, of which all are kept. */
const PLAN: Plan = {
  id: 1,
  videoId: 1,
  request: { method: "sparsevlm", retention: 0.5 },
  frames: [0, 1].map((timeSec) => ({ timeSec, uniqueness: 0, retention: 1, budget: 4 })),
  tokenScores: new Float32Array(8),
  keptMask: new Uint8Array(8).fill(1),
  members: null,
  total: 8,
  kept: 4,
  averageRetention: 0.5,
  kvBytes: 0,
  spans: [],
};

test("has the tokens behind the cut, frame by frame", () => {
  const plan = planAfterCut(PLAN, { tokens: Uint32Array.of(1, 5, 7), recycled: [] });
  expect([...plan.keptMask]).toEqual([0, 1, 0, 0, 0, 1, 0, 1]);
  expect(plan.frames.map(({ budget, retention }) => [budget, retention])).toEqual([
    [1, 0.25],
    [2, 0.5],
  ]);
  expect(plan.members).toBeNull();
});

test("counts a merged row where it stands, and says which tokens are in it", () => {
  const recycled = [{ token: 2, members: Uint32Array.of(0, 2, 6) }];
  const plan = planAfterCut(PLAN, { tokens: Uint32Array.of(1, 5), recycled });
  expect([...plan.keptMask]).toEqual([0, 1, 1, 0, 0, 1, 0, 0]);
  expect(plan.frames.map(({ budget }) => budget)).toEqual([2, 1]);
  expect([...(plan.members ?? [])]).toEqual([2, 1, 2, 3, 4, 5, 2, 7]);
});

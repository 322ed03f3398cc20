// Made-up plans and answer reports for tests that need no engine.

import type { FramesAnswer, Plan, PlanRequest, Span } from "../../src/engine/api.ts";

/** A plan of `budgets.length` frames of 36 tokens. */
export function madePlan(
  request: PlanRequest,
  budgets: readonly number[],
  change: Partial<Plan> = {},
): Plan {
  const kept = budgets.reduce((sum, budget) => sum + budget, 0);
  return {
    id: 1,
    videoId: 1,
    request,
    frames: budgets.map((budget, index) => ({
      timeSec: index + 0.5,
      uniqueness: 0.1 * index,
      retention: budget / 36,
      budget,
    })),
    tokenScores: new Float32Array(budgets.length * 36),
    keptMask: new Uint8Array(budgets.length * 36),
    members: null,
    total: budgets.length * 36,
    kept,
    averageRetention: kept / (budgets.length * 36),
    kvBytes: kept * 1_024,
    spans: [],
    ...change,
  };
}

/** A report with round figures: 400 ms to the first token, four steps of 50 ms. */
export function madeReport(change: Partial<FramesAnswer> = {}): FramesAnswer {
  const plan = change.plan ?? madePlan({ method: "vidcom2", retention: 0.25 }, [9, 9, 12, 6]);
  return {
    kind: "frames",
    text: "A red star.",
    ids: [5, 6, 7, 8, 2],
    stop: "end",
    likelihoods: null,
    closest: null,
    tokens: { total: plan.total, kept: plan.kept, prompt: plan.kept + 20 },
    positions: "original",
    kvBytes: (plan.kept + 24) * 1_024,
    videoReused: false,
    turnsSeen: 0,
    textReused: 0,
    firstTokenMs: 400,
    prefillMs: 300,
    stepMs: 200,
    steps: 4,
    totalMs: 600,
    divergence: null,
    plan,
    survivors: [],
    spans: [],
    ...change,
  };
}

export const madeSpan = (
  stage: Span["stage"],
  startMs: number,
  endMs: number,
  items = 1,
): Span => ({ stage, startMs, endMs, items });

import type { Plan, PlanRequest } from "../../src/engine/api.ts";

/** Returns a plan with these scores and tokens of its frames, one a second from the half second on, each of `tokens` tokens. */
export function madePlan(
  request: PlanRequest,
  scores: readonly number[],
  budgets: readonly number[],
  tokens = 4,
): Plan {
  return {
    id: 1,
    videoId: 1,
    request,
    frames: scores.map((uniqueness, index) => ({
      timeSec: index + 0.5,
      uniqueness,
      retention: (budgets[index] ?? 0) / tokens,
      budget: budgets[index] ?? 0,
    })),
    tokenScores: new Float32Array(scores.length * tokens),
    members: null,
    keptMask: Uint8Array.from({ length: scores.length * tokens }, (_, at) => at % 2),
    total: scores.length * tokens,
    kept: budgets.reduce((sum, one) => sum + one, 0),
    averageRetention: 0.5,
    kvBytes: 0,
    spans: [],
  };
}

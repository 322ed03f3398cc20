import type { Plan } from "../api/plan.ts";

/** Returns a plan with other kept tokens, [T × N], counted frame by frame. */
export function planOfMask(plan: Plan, keptMask: Uint8Array): Plan {
  const perFrame = plan.total / plan.frames.length;
  const frames = plan.frames.map((frame, t) => {
    const budget = keptMask
      .subarray(t * perFrame, (t + 1) * perFrame)
      .reduce((sum, isKept) => sum + isKept, 0);
    return { ...frame, budget, retention: budget / perFrame };
  });
  return { ...plan, frames, keptMask };
}

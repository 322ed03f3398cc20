import type { Survivors } from "./api/answer.ts";
import type { Plan } from "./plan.ts";

/** Returns a plan with the tokens that are left behind a cut inside the decoder, frame by frame. */
export function planAfterCut(plan: Plan, { tokens }: Pick<Survivors, "tokens">): Plan {
  const keptMask = new Uint8Array(plan.total);
  for (const token of tokens) keptMask[token] = 1;
  const perFrame = plan.total / plan.frames.length;
  const frames = plan.frames.map((frame, t) => {
    const budget = keptMask
      .subarray(t * perFrame, (t + 1) * perFrame)
      .reduce((sum, isKept) => sum + isKept, 0);
    return { ...frame, budget, retention: budget / perFrame };
  });
  return { ...plan, frames, keptMask };
}

import { leftOutFrames, type LeftOut } from "../../compression/left-out.ts";
import type { Plan } from "../api/plan.ts";
import { planOfMask } from "./plan-of-mask.ts";

/**
 * Returns a plan without some frames: what the method chose of the others stays. `uniqueness` [T] tells which frames those are.
 * @throws AppError of `leftOutFrames`.
 */
export function planWithout(plan: Plan, leftOut: LeftOut, uniqueness: ArrayLike<number>): Plan {
  const perFrame = plan.total / plan.frames.length;
  const keptMask = plan.keptMask.slice();
  for (const frame of leftOutFrames(leftOut, uniqueness))
    keptMask.fill(0, frame * perFrame, (frame + 1) * perFrame);
  const kept = keptMask.reduce((sum, isKept) => sum + isKept, 0);
  const share = kept / plan.kept;
  const masked = planOfMask(plan, keptMask);
  return {
    ...masked,
    frames: masked.frames.map((frame, t) => ({ ...frame, uniqueness: uniqueness[t] ?? 0 })),
    kept,
    averageRetention: plan.averageRetention * share,
    kvBytes: plan.kvBytes * share,
  };
}

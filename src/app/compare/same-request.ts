import type { PlanRequest } from "../../engine/api.ts";

/** True when two requests keep the same tokens of one video and let them stand alike. */
export function isSameRequest(one: PlanRequest, other: PlanRequest): boolean {
  if (one.retention >= 1 && other.retention >= 1) return true;
  return (
    one.method === other.method &&
    one.retention === other.retention &&
    one.positions === other.positions &&
    (one.budget ?? null) === (other.budget ?? null) &&
    (one.method !== "random" || (one.seed ?? 0) === (other.seed ?? 0)) &&
    (one.method !== "vidcom2" || isSameVidCom2(one, other))
  );
}

function isSameVidCom2(one: PlanRequest, other: PlanRequest): boolean {
  const [left, right] = [one.switches ?? {}, other.switches ?? {}];
  return (
    (one.variant ?? "framewise") === (other.variant ?? "framewise") &&
    left.kernel === right.kernel &&
    left.channels === right.channels &&
    left.rounding === right.rounding &&
    left.temperature === right.temperature
  );
}

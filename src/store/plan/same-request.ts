import type { PlanRequest, VidCom2Switches } from "../../engine/api.ts";
import { DEFAULT_ENDS, reads, variantOf } from "../../engine/catalogue.ts";

const SWITCHES = [
  "kernel",
  "channels",
  "centre",
  "rounding",
  "temperature",
] as const satisfies (keyof VidCom2Switches)[];

/** Whether two requests keep the same tokens of one video, at the same positions. */
export function isSameRequest(one: PlanRequest, other: PlanRequest): boolean {
  if (JSON.stringify(one.leftOut) !== JSON.stringify(other.leftOut)) return false;
  if (one.retention >= 1 && other.retention >= 1) return true;
  const { method } = one;
  return (
    method === other.method &&
    variantOf(one) === variantOf(other) &&
    one.retention === other.retention &&
    one.positions === other.positions &&
    one.budget === other.budget &&
    (!reads(one, "ends") || (one.ends ?? DEFAULT_ENDS) === (other.ends ?? DEFAULT_ENDS)) &&
    (!reads(one, "seed") || (one.seed ?? 0) === (other.seed ?? 0)) &&
    (variantOf(one) === null ||
      SWITCHES.every((name) => one.switches?.[name] === other.switches?.[name]))
  );
}

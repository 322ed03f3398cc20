// The columns of a comparison: what they are called, and the usual sets of them.

import type { MethodId, PlanRequest } from "../../engine/api.ts";
import {
  BUDGETS,
  DEFAULT_ENDS,
  FRAME_BUDGETS,
  isInside,
  METHOD_IDS,
  methodName,
  reads,
  variantsOf,
} from "../../engine/catalogue.ts";
import { planRequestOf } from "../plan/plan-request.ts";
import type { Choices } from "../types.ts";
import { MOST_COLUMNS } from "./types.ts";

export const COMPARED_RETENTIONS = [0.5, 0.25, 0.15, 0.1] as const;

/** Returns a name such as "Cover 10 %, even budget, compact positions, seed 3". */
export function columnName(request: PlanRequest): string {
  const { retention, budget, positions, seed, ends, switches } = request;
  const name = `${methodName(request)} ${Math.round(retention * 1_000) / 10}\u00a0%`;
  const named = BUDGETS.find((one) => one === budget);
  const parts = [
    name,
    named === undefined ? null : FRAME_BUDGETS[named].name,
    positions === undefined ? null : `${positions} positions`,
    reads(request, "seed") && (seed ?? 0) !== 0 ? `seed ${seed}` : null,
    reads(request, "ends") ? endsWords(ends) : null,
    switches?.rounding === undefined ? null : `rounding ${switches.rounding}`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** Says how much more the ends weigh than usual; null where they weigh as usual. */
function endsWords(ends = DEFAULT_ENDS): string | null {
  if (ends === DEFAULT_ENDS) return null;
  return ends === 0 ? "ends not favoured" : `ends weigh ${1 + ends}`;
}

/** The method in use at some retentions. */
export const retentionColumns = (choices: Choices): PlanRequest[] =>
  COMPARED_RETENTIONS.map((retention) => planRequestOf({ ...choices, retention }));

/** Methods at the retention in use, each in its usual form: the one in use, the plainest, then in the catalogue's order. */
export function methodColumns(choices: Choices): PlanRequest[] {
  const others = METHOD_IDS.filter((method) => !isInside(method));
  return [...new Set([choices.method, "uniform" as const, ...others])]
    .slice(0, MOST_COLUMNS)
    .map((method) => methodColumn(method, choices));
}

/** A method as the reader would have it who chooses it. */
export function methodColumn(method: MethodId, choices: Choices): PlanRequest {
  const [variant = choices.variant] = method === choices.method ? [] : variantsOf(method);
  return planRequestOf({ ...choices, method, variant });
}

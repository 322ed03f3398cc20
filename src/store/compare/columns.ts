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
import { leftOutWords } from "../plan/left-out.ts";
import { planRequestOf } from "../plan/plan-request.ts";
import { modelName } from "../models/selectors.ts";
import type { Choices } from "../plan/types.ts";
import { framesOfColumn, modelIdOf } from "./column-request.ts";
import { MOST_COLUMNS, type ColumnRequest, type ComparedColumn, type Comparison } from "./types.ts";

const COMPARED_RETENTIONS = [0.5, 0.25, 0.15, 0.1] as const;

/** Returns a name such as "Cover 10 %, even budget, compact positions, seed 3". */
export function columnName(request: PlanRequest): string {
  const { retention, budget, positions, seed, ends, switches, leftOut } = request;
  if (leftOut !== undefined && retention === 1) {
    const words = leftOutWords(leftOut);
    const named = `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
    return positions === undefined ? named : `${named}, ${positions} positions`;
  }
  const name = `${methodName(request)} ${Math.round(retention * 1_000) / 10}\u00a0%`;
  const named = BUDGETS.find((one) => one === budget);
  const parts = [
    name,
    named === undefined ? null : FRAME_BUDGETS[named].name,
    positions === undefined ? null : `${positions} positions`,
    reads(request, "seed") && (seed ?? 0) !== 0 ? `seed ${seed}` : null,
    reads(request, "ends") ? endsWords(ends) : null,
    switches?.rounding === undefined ? null : `rounding ${switches.rounding}`,
    leftOut === undefined ? null : leftOutWords(leftOut),
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** Returns what tells a column from those of other models and frames: "16 frames, SmolVLM2 500M"; null where all are alike. */
export function lookWords(comparison: Comparison, column: ComparedColumn): string | null {
  const { columns } = comparison;
  const isMixed = (of: (one: ComparedColumn) => string | number | null): boolean =>
    new Set(columns.map(of)).size > 1;
  const framesIn = (one: ComparedColumn) => framesOfColumn(comparison, one);
  const modelIn = (one: ComparedColumn) => modelIdOf(comparison, one);
  const frames = framesIn(column);
  const parts = [
    ...(isMixed(framesIn) && frames !== null ? [`${frames} frame${frames === 1 ? "" : "s"}`] : []),
    ...(isMixed(modelIn) ? [modelName(modelIn(column))] : []),
  ];
  return parts.length === 0 ? null : parts.join(", ");
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

export const COMPARED_FRAMES = [8, 16, 32, 64] as const;

/** The plan in use with some numbers of frames. */
export const framesColumns = (choices: Choices): ColumnRequest[] =>
  COMPARED_FRAMES.map((frames) => ({ ...planRequestOf(choices), frames }));

/** The plan in use with some models. Positions are each model's own, since models offer different ones. */
export function modelColumns(choices: Choices, modelIds: readonly string[]): ColumnRequest[] {
  const plan = planRequestOf({ ...choices, positions: null });
  return modelIds.slice(0, MOST_COLUMNS).map((modelId) => ({ ...plan, modelId }));
}

/** A method as the reader would have it who chooses it. */
export function methodColumn(method: MethodId, choices: Choices): PlanRequest {
  const [variant = choices.variant] = method === choices.method ? [] : variantsOf(method);
  return planRequestOf({ ...choices, method, variant });
}

// The chart as a table: one line a frame, numbers at full precision.

import { lookedWords, type Looked } from "../../base/sampling.ts";
import type { Plan } from "../../engine/api.ts";
import { toCsv, type CsvCell } from "../../base/csv.ts";
import { aboutRecord, requestRecord, type Surroundings } from "../values/export-about.ts";
import type { BarValues } from "./bar-values.ts";

/** A plan, and what it is of. */
export interface ChartedPlan {
  /** The name of the video. */
  readonly name: string;
  readonly plan: Plan;
  readonly bars: BarValues;
  readonly looked: Looked;
}

/**
 * Each row says what the table is of, so that tables can be joined. `score` is what the chart shows, from zero or from
 * `score_mean`, as `bars_from` says; `method_score` is the method's own number, as `lab score` prints it.
 */
export function chartCsv(
  { name, plan, bars, looked }: ChartedPlan,
  surroundings: Surroundings,
): string {
  const tokens = plan.total / plan.frames.length;
  const even = plan.kept / plan.frames.length;
  const scores = bars.kind === "budget" ? null : bars;
  const { budget: driver, retention: wanted, ...method } = requestRecord(plan.request);
  const about = {
    ...method,
    frame_budget: driver,
    retention_wanted: wanted,
    positions: plan.request.positions ?? null,
    video: name,
    frames_chosen: lookedWords(looked),
    ...aboutRecord(surroundings),
  };
  const rows = plan.frames.map(({ timeSec, uniqueness, retention, budget }, index) => ({
    frame: index + 1,
    time_sec: timeSec,
    score_kind: scores?.kind ?? null,
    score: scores?.values[index] ?? null,
    score_mean: scores?.mean ?? null,
    score_from_mean: scores === null ? null : (scores.values[index] ?? 0) - scores.mean,
    bars_from: bars.base,
    method_score: scores === null ? null : uniqueness,
    retention,
    tokens_kept: budget,
    tokens_total: tokens,
    share_of_even: even > 0 ? budget / even : 0,
    ...about,
  }));
  const [first] = rows;
  return first === undefined
    ? ""
    : toCsv(
        Object.keys(first),
        rows.map((row): CsvCell[] => Object.values(row)),
      );
}

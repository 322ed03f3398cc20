// The chart as a table: one line a frame, numbers at full precision.

import { lookedWords, type Looked } from "../../base/sampling.ts";
import type { Plan } from "../../engine/api.ts";
import { frameScoreOf } from "../../engine/catalogue.ts";
import { toCsv } from "../values/csv.ts";

/** The columns beside the frame's score, which has the name of what the method tells. */
const header = (score: string) => [
  "frame",
  "time_sec",
  score,
  "retention",
  "tokens_kept",
  "tokens_total",
  "share_of_even",
  "frames_chosen",
];

/** The score is the method's own, as `lab score` prints it; the chart shows uniqueness as a distance. */
export function chartCsv(plan: Plan, looked: Looked): string {
  const tokens = plan.total / plan.frames.length;
  const even = plan.kept / plan.frames.length;
  const chosen = lookedWords(looked);
  const rows = plan.frames.map(({ timeSec, uniqueness, retention, budget }, index) => {
    const share = even > 0 ? budget / even : 0;
    return [index + 1, timeSec, uniqueness, retention, budget, tokens, share, chosen];
  });
  return toCsv(header(frameScoreOf(plan.request) ?? "uniqueness"), rows);
}

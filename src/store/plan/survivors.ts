// Which tokens a method inside the language model has left, or looked at in the end, for the question that was answered last
// under the plan on show.

import type { Survivors } from "../../engine/api.ts";
import { answerOf } from "../ask/answer-of.ts";
import { selectPlan } from "../selectors.ts";
import type { State } from "../types.ts";

const NONE: readonly Survivors[] = [];

/** Returns what each cut has left; empty for other methods, and before a question was answered under this plan. */
export function selectSurvivors(state: State): readonly Survivors[] {
  const plan = selectPlan(state);
  if (plan === null) return NONE;
  const wanted = JSON.stringify(plan.request);
  for (const turn of state.turns.toReversed()) {
    if (turn.kind !== "frames" || JSON.stringify(turn.request) !== wanted) continue;
    const report = answerOf(turn);
    if (report?.plan.videoId === plan.videoId && report.plan.total === plan.total) {
      return report.survivors;
    }
  }
  return NONE;
}

/** Returns the cut whose survivors are on show: the one chosen, else the last; null where all tokens are. */
export function selectShownCut(state: State): Survivors | null {
  const survivors = selectSurvivors(state);
  const { fromLayer } = state;
  if (fromLayer === 0) return null;
  return survivors.find(({ layer }) => layer === fromLayer) ?? survivors.at(-1) ?? null;
}

// The moments of an answer about frames: those that got many more tokens than the others. That is where the budget went, and
// no proof of what the answer is based on.

import type { Plan, PlanRequest } from "../../engine/api.ts";
import { DEFAULT_ENDS, frameScoreOf, reads } from "../../engine/catalogue.ts";
import { deviationsOf, standOut } from "../stands-out.ts";

/** Frames in a row. */
export interface FrameMoment {
  readonly fromSec: number;
  readonly toSec: number;
  /** When its frame with the most tokens is, and how many those are. */
  readonly timeSec: number;
  readonly most: number;
  readonly frames: number;
}

/** Rounding alone gives a frame up to one token more than its share. */
const ROUNDING = 1;

/** Whether the first and the last frame of every video get more, whatever they show. */
export const favorsEnds = (request: PlanRequest): boolean =>
  reads(request, "ends") && (request.ends ?? DEFAULT_ENDS) > 0;

/** Returns the frames that can be compared with each other: all, or those between the ends where these are favoured. */
export function comparedFrames(plan: Plan): number[] {
  const indices = plan.frames.map((_, index) => index);
  return favorsEnds(plan.request) && indices.length > 2 ? indices.slice(1, -1) : indices;
}

function standingOut(plan: Plan): number[] {
  const compared = comparedFrames(plan);
  const budgets = compared.map((index) => plan.frames[index]?.budget ?? 0);
  const mean = budgets.reduce((sum, budget) => sum + budget, 0) / Math.max(1, budgets.length);
  const standsOut = standOut(deviationsOf(budgets));
  return compared.filter(
    (_, place) => standsOut[place] === true && (budgets[place] ?? 0) - mean > ROUNDING,
  );
}

/** Returns the moments of a plan, the one with the most tokens first; none where the budget is about even. */
export function frameMoments(plan: Plan): FrameMoment[] {
  const runs: number[][] = [];
  for (const index of standingOut(plan)) {
    const last = runs.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  }
  return runs
    .map((run) => run.flatMap((index) => plan.frames[index] ?? []))
    .map((frames) => {
      const best = frames.reduce((most, frame) => (frame.budget > most.budget ? frame : most));
      return {
        fromSec: frames[0]?.timeSec ?? 0,
        toSec: frames.at(-1)?.timeSec ?? 0,
        timeSec: best.timeSec,
        most: best.budget,
        frames: frames.length,
      };
    })
    .sort((a, b) => b.most - a.most);
}

/** Returns the most unusual frame by the method's own score; null where it scores none, or all alike. */
export function mostUnusualFrame(plan: Plan): number | null {
  if (frameScoreOf(plan.request) === null) return null;
  const score = (index: number) => plan.frames[index]?.uniqueness ?? 0;
  const compared = comparedFrames(plan);
  const [first] = compared;
  if (first === undefined) return null;
  const best = compared.reduce((most, index) => (score(index) > score(most) ? index : most), first);
  const least = Math.min(...compared.map(score));
  return score(best) - least > ALIKE * Math.abs(score(best)) ? best : null;
}

/** Scores that differ by less than this share of themselves are those of a still picture. */
const ALIKE = 0.001;

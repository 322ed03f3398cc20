// The moments of an answer about frames: those that its method finds far more unusual than the others. A method that scores no
// frames has those that got many more tokens. Neither is a proof of what the answer is based on.

import type { Plan, PlanRequest } from "../../engine/api.ts";
import { DEFAULT_ENDS, frameScoreOf, reads } from "../../engine/catalogue.ts";
import { deviationsOf, standOut } from "../stands-out.ts";

/** Frames in a row. */
export interface FrameMoment {
  readonly fromSec: number;
  readonly toSec: number;
  /** When the frame is that stands out most, and how many tokens it got. */
  readonly timeSec: number;
  readonly tokens: number;
  readonly frames: number;
}

/** Scores that differ by less than this share of themselves are those of a still picture. */
const ALIKE = 0.001;
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

/** Whether a plan's moments are told by the score of its frames, and not by their tokens. */
export const isByScore = ({ request }: Pick<Plan, "request">): boolean =>
  frameScoreOf(request) !== null;

/** Returns what the moments of a plan are told by, of one of its frames. */
const valueOf = (plan: Plan, index: number): number => {
  const { uniqueness = 0, budget = 0 } = plan.frames[index] ?? {};
  return isByScore(plan) ? uniqueness : budget;
};

function standingOut(plan: Plan): number[] {
  const compared = comparedFrames(plan);
  const values = compared.map((index) => valueOf(plan, index));
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const highest = Math.max(...values.map(Math.abs));
  const least = isByScore(plan) ? ALIKE * highest : ROUNDING;
  const standsOut = standOut(deviationsOf(values));
  return compared.filter(
    (_, place) => standsOut[place] === true && (values[place] ?? 0) - mean > least,
  );
}

/** Returns the moments of a plan, the one that stands out most first; none where all frames are about alike. */
export function frameMoments(plan: Plan): FrameMoment[] {
  const runs: number[][] = [];
  for (const index of standingOut(plan)) {
    const last = runs.at(-1);
    if (last?.at(-1) === index - 1) last.push(index);
    else runs.push([index]);
  }
  return runs
    .map((run) => ({
      run,
      best: run.reduce((best, index) =>
        valueOf(plan, index) > valueOf(plan, best) ? index : best,
      ),
    }))
    .sort((a, b) => valueOf(plan, b.best) - valueOf(plan, a.best))
    .map(({ run, best }) => ({
      fromSec: plan.frames[run[0] ?? best]?.timeSec ?? 0,
      toSec: plan.frames[run.at(-1) ?? best]?.timeSec ?? 0,
      timeSec: plan.frames[best]?.timeSec ?? 0,
      tokens: plan.frames[best]?.budget ?? 0,
      frames: run.length,
    }));
}

/** Returns the most unusual frame by the method's own score; null where it scores none, or all alike. */
export function mostUnusualFrame(plan: Plan): number | null {
  if (!isByScore(plan)) return null;
  const score = (index: number) => plan.frames[index]?.uniqueness ?? 0;
  const compared = comparedFrames(plan);
  const [first] = compared;
  if (first === undefined) return null;
  const best = compared.reduce((most, index) => (score(index) > score(most) ? index : most), first);
  const least = Math.min(...compared.map(score));
  return score(best) - least > ALIKE * Math.abs(score(best)) ? best : null;
}

// What a plan tells of its frames, as the chart shows it. VidCom²'s u_t is minus the mean likeness to the whole video, so it
// is never above zero; the chart adds the kernel's largest value and shows the distance: 0 is "like the rest of the video".
// Cover's novelty is a distance already.

import type { Plan, PlanRequest } from "../../engine/api.ts";
import { type FrameScore, frameScoreOf, METHODS } from "../../engine/catalogue.ts";

/** Five Gaussians of height 1, as the released code sums them; a cosine is at most 1. */
const LARGEST_LIKENESS = { cosine: 1, gaussian: 5 } as const;

function largestLikeness({ variant, switches }: PlanRequest): number {
  const preset = METHODS.vidcom2.variants[variant ?? "framewise"].switches;
  const { kernel } = { ...preset, ...switches };
  return LARGEST_LIKENESS[kernel];
}

/** The score of each frame. */
export interface ChartScores {
  readonly kind: FrameScore;
  /** One a frame, never below 0. */
  readonly values: readonly number[];
}

/** Names of the scores for people. */
export const FRAME_SCORE_WORDS: Readonly<Record<FrameScore, string>> = {
  uniqueness: "Uniqueness",
  novelty: "Novelty",
};

/** Returns the scores that a plan shows; null for methods that score no frames. */
export function frameScores(plan: Plan): ChartScores | null {
  const kind = frameScoreOf(plan.request);
  if (kind === null) return null;
  const isMinusLikeness = plan.frames.some(({ uniqueness }) => uniqueness < 0);
  const offset = isMinusLikeness ? largestLikeness(plan.request) : 0;
  return { kind, values: plan.frames.map(({ uniqueness }) => Math.max(0, uniqueness + offset)) };
}

/** 1 for the largest; equal values share a rank. */
export const rankOf = (values: readonly number[], index: number): number =>
  values.filter((value) => value > (values[index] ?? 0)).length + 1;

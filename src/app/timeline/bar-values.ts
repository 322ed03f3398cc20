// What the bars show: the scores of frames, or tokens kept for methods that score no frames.

import type { Plan } from "../../engine/api.ts";
import type { FrameScore } from "../../engine/catalogue.ts";
import { frameScores } from "../values/frame-score.ts";

export interface BarValues {
  readonly kind: FrameScore | "budget";
  /** One a frame, never below 0. */
  readonly values: readonly number[];
  /** Top of the axis. */
  readonly top: number;
}

/** The next round number: 1, 2 or 5 times a power of ten, in quarters of it. */
export function roundTop(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most) ?? 10;
  return step * power;
}

export function barValues(plan: Plan): BarValues {
  const scores = frameScores(plan);
  if (scores !== null) return { ...scores, top: roundTop(Math.max(...scores.values)) };
  const budgets = plan.frames.map(({ budget }) => budget);
  return { kind: "budget", values: budgets, top: plan.total / plan.frames.length };
}

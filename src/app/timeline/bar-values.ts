// What the bars show, and from where they rise: the scores of frames, or tokens kept for methods that score no frames.

import type { Plan } from "../../engine/api.ts";
import type { FrameScore } from "../../engine/catalogue.ts";
import { comparedFrames } from "../../store/plan/frame-moments.ts";
import type { BarBase } from "../../store/view/types.ts";
import { frameScores } from "../values/frame-score.ts";

export interface BarValues {
  readonly kind: FrameScore | "budget";
  /** One a frame, never below 0. */
  readonly values: readonly number[];
  /** The mean of the frames that can be compared. */
  readonly mean: number;
  readonly base: BarBase;
  /** The ends of the axis, in the unit of the values. */
  readonly low: number;
  readonly high: number;
  /** Whether the first and the last frame, which the method favours, go beyond the axis: else the others would be flat. */
  readonly isCut: boolean;
}

/** The next round number: 1, 2 or 5 times a power of ten, in quarters of it. */
export function roundTop(most: number): number {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * power >= most) ?? 10;
  return step * power;
}

/** The share of the highest bar from which on the lowest looks like it. */
const FLAT_FROM = 0.75;

/** An axis around the mean reaches this share of it either way at least, so that small differences look small. */
const LEAST_REACH = 0.01;

/** Favoured ends beyond this multiple of the highest other frame would leave no room for the others. */
const CUT_FROM = 1.5;

/** Whether bars from zero would be about equally high. */
export const areFlat = (values: readonly number[]): boolean =>
  values.length > 1 && Math.min(...values) >= FLAT_FROM * Math.max(...values);

/** Returns the bars of a plan. Without a base they rise from zero, or from the mean where they would look equally high. */
export function barValues(plan: Plan, wanted: BarBase | null = null): BarValues {
  const scores = frameScores(plan);
  if (scores === null) {
    const values = plan.frames.map(({ budget }) => budget);
    const mean = plan.kept / Math.max(1, values.length);
    const high = plan.total / Math.max(1, values.length);
    return { kind: "budget", values, mean, base: "zero", low: 0, high, isCut: false };
  }
  const { kind, values } = scores;
  const compared = comparedFrames(plan).map((index) => values[index] ?? 0);
  const mean = compared.reduce((sum, value) => sum + value, 0) / Math.max(1, compared.length);
  const [least, most] = [Math.min(...compared), Math.max(...compared)];
  const isCut = Math.max(...values) > CUT_FROM * most;
  const shown = isCut ? [least, most] : [Math.min(...values), Math.max(...values)];
  const base = wanted ?? (areFlat(compared) ? "mean" : "zero");
  if (base === "zero")
    return { kind, values, mean, base, low: 0, high: roundTop(Math.max(...shown)), isCut };
  const reach = (distance: number) => roundTop(Math.max(distance, mean * LEAST_REACH));
  const [low, high] = [
    mean - reach(mean - Math.min(...shown)),
    mean + reach(Math.max(...shown) - mean),
  ];
  return { kind, values, mean, base, low, high, isCut };
}

/** The scores by which a frame stands for its neighbours: an end that the method favours is the last to. */
export function faceScores(plan: Plan): number[] {
  const values = frameScores(plan)?.values ?? [];
  const compared = new Set(comparedFrames(plan));
  return values.map((value, index) => (compared.has(index) ? value : -1));
}

/** Whether the bar of a frame goes beyond the axis. */
export const isBeyond = ({ isCut, high, values }: BarValues, index: number): boolean =>
  isCut && (values[index] ?? 0) > high;

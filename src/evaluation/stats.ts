// Medians, means, and whether two arms differ on the same samples. Pure.

import { Random } from "../base/random.ts";

/** Returns the middle value, or the mean of the middle two. @throws for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new Error("median of nothing");
  return (low + high) / 2;
}

export const sumOf = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** Returns the mean; NaN for an empty list. */
export const mean = (values: readonly number[]): number =>
  sumOf(values, (value) => value) / values.length;

/** A sample under two arms: how right it is with each, 0 to 1. */
export interface Pair {
  readonly clip: number;
  readonly one: number;
  readonly other: number;
}

export interface PairsCompared {
  readonly n: number;
  /** By how many points the first arm is better. */
  readonly points: Interval;
  /** The number of samples that are right with one of the two alone. */
  readonly onlyOne: number;
  readonly onlyOther: number;
  /** McNemar's exact two-sided p, which assumes independent pairs; the interval does not. */
  readonly p: number;
}

export function comparePairs(pairs: readonly Pair[]): PairsCompared {
  const onlyOne = pairs.filter(({ one, other }) => one === 1 && other < 1).length;
  const onlyOther = pairs.filter(({ one, other }) => one < 1 && other === 1).length;
  const points = pointsOf(pairs);
  return { n: pairs.length, points, onlyOne, onlyOther, p: mcnemarP(onlyOne, onlyOther) };
}

/** Returns the mean difference in points, with its interval. */
export function pointsOf(pairs: readonly Pair[]): Interval {
  const byClip = new Map<number, { sum: number; n: number }>();
  for (const { clip, one, other } of pairs) {
    const difference = byClip.get(clip) ?? { sum: 0, n: 0 };
    difference.sum += 100 * (one - other);
    difference.n++;
    byClip.set(clip, difference);
  }
  return pairedBootstrap([...byClip.values()]);
}

/**
 * Returns McNemar's exact two-sided p: how likely a split at least this uneven is if a sample that only one of two arms
 * gets right is equally likely to be either's. Samples that both or neither get right do not count.
 */
export function mcnemarP(onlyOne: number, onlyOther: number): number {
  const n = onlyOne + onlyOther;
  const few = Math.min(onlyOne, onlyOther);
  // The terms of Binomial(n, 1/2) are kept as logarithms, since 2^-n is 0 in doubles from n = 1075 on.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= few; k++) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

/** One clip: what one arm has more of than the other, summed over `n` samples. */
export interface ClipDifference {
  readonly sum: number;
  readonly n: number;
}

export interface Interval {
  readonly mean: number;
  /** The bounds of what 95 % of other draws of as many clips would give. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 10_000;
const TAIL = 0.025;

/** Returns the mean difference of a sample, with a percentile bootstrap over clips, whose samples are related. */
export const pairedBootstrap = (clips: readonly ClipDifference[]): Interval =>
  bootstrapOf(
    clips.filter(({ n }) => n > 0),
    meanOf,
    RESAMPLES,
  );

const meanOf = (clips: readonly ClipDifference[]): number =>
  sumOf(clips, ({ sum }) => sum) / sumOf(clips, ({ n }) => n);

/** Enough for a bound to a tenth of a point, of means that take long to compute. */
const FEW_RESAMPLES = 1000;

/** Returns any mean of some groups, with a percentile bootstrap over groups, whose samples are related. */
export function bootstrapOf<Group>(
  groups: readonly Group[],
  meanOf: (groups: readonly Group[]) => number,
  resamples = FEW_RESAMPLES,
): Interval {
  const whole = meanOf(groups);
  if (groups.length === 0) return { mean: whole, low: Number.NaN, high: Number.NaN };
  const random = new Random(0, 0xb007);
  const means = Float64Array.from({ length: resamples }, () =>
    meanOf(groups.map(() => random.pick(groups))),
  )
    .filter((mean) => !Number.isNaN(mean))
    .sort();
  const at = (share: number): number => means[Math.round(share * (means.length - 1))] ?? Number.NaN;
  return { mean: whole, low: at(TAIL), high: at(1 - TAIL) };
}

/** 95 % of a standard normal distribution lie within so many deviations. */
const DEVIATIONS = 1.959964;

/** Returns a share in percent, with Wilson's 95 % interval, which takes samples as independent; NaN for none. */
export function wilson(right: number, n: number): Interval {
  const share = right / n;
  const squared = DEVIATIONS ** 2;
  const middle = (share + squared / (2 * n)) / (1 + squared / n);
  const half =
    (DEVIATIONS / (1 + squared / n)) * Math.sqrt((share * (1 - share)) / n + squared / (4 * n * n));
  return {
    mean: 100 * share,
    low: 100 * Math.max(0, middle - half),
    high: 100 * Math.min(1, middle + half),
  };
}

/**
 * Returns how many events come in a unit of time, where so many came in `time` units, with the exact 95 % interval of a Poisson
 * process (Garwood); NaN without time.
 */
export function poissonRate(count: number, time: number): Interval {
  const low = count === 0 ? 0 : solve((mean) => 1 - poissonUpTo(count - 1, mean) >= TAIL, count);
  const high = solve((mean) => poissonUpTo(count, mean) <= TAIL, 4 * count + 10);
  return { mean: count / time, low: low / time, high: high / time };
}

/** The probability of at most so many events. */
function poissonUpTo(count: number, mean: number): number {
  let [term, sum] = [Math.exp(-mean), 0];
  for (let k = 0; k <= count; k++) {
    sum += term;
    term *= mean / (k + 1);
  }
  return sum;
}

/** Returns the least number up to `most` from which on `holds` is true. */
function solve(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

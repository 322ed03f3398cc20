// Do two arms differ on the same samples? Pure.

import { Random } from "../../../world/index.ts";

/**
 * McNemar's exact test, two-sided: how likely a split at least this uneven is when a sample that only one of two arms
 * gets right is as likely to be either's. Samples that both or neither get right say nothing.
 */
export function mcnemarP(onlyOne: number, onlyOther: number): number {
  const n = onlyOne + onlyOther;
  const few = Math.min(onlyOne, onlyOther);
  // Terms of Binomial(n, 1/2), in logarithms: 2^-n is 0 in doubles from n = 1075 on.
  let logTerm = -n * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let k = 1; k <= few; k++) {
    logTerm += Math.log((n - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}

/** Of one clip: what one arm has more of than the other, summed over `n` samples. */
export interface ClipDifference {
  readonly sum: number;
  readonly n: number;
}

export interface Interval {
  readonly mean: number;
  /** Between them, 95 % of what other draws of as many clips would give. */
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 10_000;
const TAIL = 0.025;

/** Mean difference of a sample, with the percentile bootstrap over clips: samples of one clip go together. */
export function pairedBootstrap(clips: readonly ClipDifference[], seed = 0): Interval {
  const counted = clips.filter(({ n }) => n > 0);
  const mean = meanOf(counted);
  if (counted.length === 0) return { mean, low: Number.NaN, high: Number.NaN };
  const random = new Random(seed, 0xb007);
  const means = Float64Array.from({ length: RESAMPLES }, () =>
    meanOf(counted.map(() => random.pick(counted))),
  ).sort();
  const at = (share: number): number => means[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { mean, low: at(TAIL), high: at(1 - TAIL) };
}

function meanOf(clips: readonly ClipDifference[]): number {
  let [sum, n] = [0, 0];
  for (const clip of clips) {
    sum += clip.sum;
    n += clip.n;
  }
  return sum / n;
}

// How many samples a comparison of two arms needs: the power of McNemar's exact test, computed before anything is measured. Pure.

import { mcnemarP } from "./stats.ts";

/** What is expected of two arms on the same samples: the shares of samples that only one of them gets right, 0 to 1. */
export interface ExpectedPairs {
  readonly onlyOne: number;
  readonly onlyOther: number;
}

/**
 * Returns how likely McNemar's exact test finds the first arm better at p < `alpha` with `n` independent samples. Every number of
 * samples that differ is weighed by how likely it is.
 */
export const mcnemarPower = (n: number, expected: ExpectedPairs, alpha: number): number =>
  createPower(expected, alpha)(n);

/** What is less likely changes no power. */
const NEGLIGIBLE = 1e-15;

/** Returns the power for any number of samples; what several numbers have in common is computed once. */
function createPower({ onlyOne, onlyOther }: ExpectedPairs, alpha: number): (n: number) => number {
  const differ = onlyOne + onlyOther;
  /** How likely it is that samples that differ decide for the first arm, by their number. */
  const found: number[] = [0];
  /** The fewest of so many that must be the first arm's for p < alpha; one more where not even all are enough. */
  let least = 1;
  const decided = (d: number): number => {
    for (let k = found.length; k <= d; k++) {
      // With one more sample it is never fewer.
      while (least <= k && (2 * least <= k || mcnemarP(least, k - least) >= alpha)) least++;
      let chance = 0;
      for (let wins = least; wins <= k; wins++) chance += binomial(k, wins, onlyOne / differ);
      found.push(chance);
    }
    return found[d] ?? 0;
  };
  return (n) => {
    if (differ === 0) return 0;
    let power = 0;
    for (let d = 1; d <= n; d++) {
      const chance = binomial(n, d, differ);
      if (chance > NEGLIGIBLE) power += chance * decided(d);
    }
    return Math.min(1, power);
  };
}

/** The most samples that are looked for; no suite asks more. */
const MOST = 5000;
/** The exact test's power is no smooth function of n: from here on it does not fall below what is wanted again. */
const STEADY = 10;

/** Returns the fewest samples with at least that power, for ten numbers in a row; null where 5000 are too few. */
export function samplesFor(power: number, expected: ExpectedPairs, alpha: number): number | null {
  const powerOf = createPower(expected, alpha);
  const isEnough = (n: number): boolean => powerOf(n) >= power;
  let most = 8;
  while (!isEnough(most)) {
    if (most >= MOST) return null;
    most = Math.min(MOST, 2 * most);
  }
  let n = Math.max(1, Math.floor(most / 2));
  for (let steady = 0; steady < STEADY; n++) steady = isEnough(n) ? steady + 1 : 0;
  return n - STEADY;
}

/** How likely `hits` of `n` are, each with a chance of `share`; as logarithms, since small ones are 0 in doubles. */
function binomial(n: number, hits: number, share: number): number {
  if (share <= 0) return hits === 0 ? 1 : 0;
  if (share >= 1) return hits === n ? 1 : 0;
  const choices = logFactorial(n) - logFactorial(hits) - logFactorial(n - hits);
  return Math.exp(choices + hits * Math.log(share) + (n - hits) * Math.log1p(-share));
}

const LOG_FACTORIALS = [0];

function logFactorial(n: number): number {
  for (let k = LOG_FACTORIALS.length; k <= n; k++) {
    LOG_FACTORIALS.push((LOG_FACTORIALS[k - 1] ?? 0) + Math.log(k));
  }
  return LOG_FACTORIALS[n] ?? 0;
}

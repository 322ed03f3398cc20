// Which tokens of a chunk stay, at two levels of compression (Video-X²L, arXiv 2506.21184): L, the detailed one, and H,
// the compact one. H is a part of L, so that a token is stored once; both are ascending, so that time goes on.

import { invariant } from "../base/assert.ts";

export interface Shares {
  /** Of the chunk's tokens, (0, 1]: 1/2 by default. */
  readonly low: number;
  /** At most `low`: 1/16 by default. */
  readonly high: number;
}

export const DEFAULT_SHARES: Shares = { low: 1 / 2, high: 1 / 16 };

export interface Levels {
  /** Tokens of the chunk that L keeps, ascending. */
  readonly low: Uint32Array<ArrayBuffer>;
  /** Which of those H keeps, as places in `low`, ascending. */
  readonly high: Uint32Array<ArrayBuffer>;
}

/** Tokens that a share keeps of `count`: to the nearest, at least one. */
export const keptOf = (count: number, share: number): number =>
  Math.min(count, Math.max(1, Math.round(count * share)));

/** The best `scores` at both levels; equal ones by index. */
export function bestLevels(scores: ArrayLike<number>, shares: Shares): Levels {
  checkShares(shares);
  const order = Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  );
  const low = order.slice(0, keptOf(scores.length, shares.low));
  const best = new Set(order.slice(0, keptOf(scores.length, shares.high)));
  return within(low, (token) => best.has(token));
}

/** Even strides at both levels, the compact one through the detailed one. */
export function evenLevels(count: number, shares: Shares): Levels {
  checkShares(shares);
  const low = stride(count, keptOf(count, shares.low));
  const high = new Set(stride(low.length, keptOf(count, shares.high)).map((i) => low[i]));
  return within(low, (token) => high.has(token));
}

/** Mean places of the same tokens by several scores, best highest: scores of other scales can be mixed so. */
export function meanRanks(scores: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  const count = scores[0]?.length ?? 0;
  const sums = new Float32Array(count);
  for (const one of scores) {
    invariant(one.length === count, `scores of ${one.length} and of ${count} tokens`);
    Array.from({ length: count }, (_, i) => i)
      .sort((a, b) => (one[a] ?? 0) - (one[b] ?? 0) || b - a)
      .forEach((token, rank) => (sums[token] = (sums[token] ?? 0) + rank / scores.length));
  }
  return sums;
}

function within(tokens: readonly number[], isHigh: (token: number) => boolean): Levels {
  const low = Uint32Array.from(tokens).sort();
  const high = [...low.keys()].filter((place) => isHigh(low[place] ?? 0));
  return { low, high: Uint32Array.from(high) };
}

/** `kept` of `count` places in the middle of as many equal stretches. */
const stride = (count: number, kept: number): number[] =>
  Array.from({ length: kept }, (_, i) => Math.floor(((i + 0.5) * count) / kept));

function checkShares({ low, high }: Shares): void {
  invariant(0 < high && high <= low && low <= 1, `shares ${low} and ${high} of a chunk's tokens`);
}

// Which tokens of a chunk stay, at two levels of compression (Video-X²L, arXiv 2506.21184): L, the detailed one, and H,
// the compact one. H is a part of L, so that a token is stored once; both are ascending, so that time goes on.

import { invariant } from "../base/assert.ts";

/** The shares of a chunk's tokens that are kept at the two levels. */
export interface Shares {
  /** The share that is kept in detail, above 0 and at most 1. Default 1/2. */
  readonly detailed: number;
  /** The share that is kept in the compact set, above 0 and at most `detailed`. Default 1/16. */
  readonly compact: number;
}

export const DEFAULT_SHARES: Shares = { detailed: 1 / 2, compact: 1 / 16 };

export interface Levels {
  /** Tokens of the chunk that L keeps, ascending. */
  readonly detailed: Uint32Array<ArrayBuffer>;
  /** Which of those H keeps, as places in `detailed`, ascending. */
  readonly compact: Uint32Array<ArrayBuffer>;
}

/** Tokens that a share keeps of `count`: to the nearest, at least one. */
export const keptOf = (count: number, share: number): number =>
  Math.min(count, Math.max(1, Math.round(count * share)));

/** Tokens of the compact set where `prototypes` of its places are taken by means of frames; at least one. */
export const selectedOf = (count: number, shares: Shares, prototypes: number): number =>
  Math.max(1, keptOf(count, shares.compact) - prototypes);

/** Entries of the compact set, tokens and prototypes. */
export const compactOf = (count: number, shares: Shares, prototypes: number): number =>
  selectedOf(count, shares, prototypes) + prototypes;

/** Compact entries that each chunk behind the first may give, so that all of them take at most `limit`; at least one. */
export const entriesOfEach = (limit: number, chunks: number): number =>
  chunks < 2 ? Infinity : Math.max(1, Math.floor(limit / (chunks - 1)));

/** The best `scores` at both levels, equal ones by index; the compact one leaves `prototypes` places free. */
export function bestLevels(scores: ArrayLike<number>, shares: Shares, prototypes = 0): Levels {
  checkShares(shares);
  const count = scores.length;
  const detailed = bestPlaces(scores, keptOf(count, shares.detailed)).sort((a, b) => a - b);
  return {
    detailed: Uint32Array.from(detailed),
    compact: bestWithin(detailed, scores, shares, prototypes),
  };
}

/** The best of the tokens `detailed`, as places in it: the compact level of scores that did not choose `detailed`. */
export function bestWithin(
  detailed: ArrayLike<number>,
  scores: ArrayLike<number>,
  shares: Shares,
  prototypes = 0,
): Uint32Array<ArrayBuffer> {
  const ofDetailed = Array.from(detailed, (token) => scores[token] ?? 0);
  return Uint32Array.from(
    bestPlaces(ofDetailed, selectedOf(scores.length, shares, prototypes)),
  ).sort();
}

/** Even strides at both levels, the compact one through the detailed one. */
export function evenLevels(count: number, shares: Shares, prototypes = 0): Levels {
  checkShares(shares);
  const detailed = Uint32Array.from(stride(count, keptOf(count, shares.detailed)));
  const compact = stride(detailed.length, selectedOf(count, shares, prototypes));
  return { detailed, compact: Uint32Array.from(compact) };
}

/** Indices of the `kept` best of `scores`, best first, equal ones by index. */
export const bestPlaces = (scores: ArrayLike<number>, kept: number): number[] =>
  Array.from({ length: scores.length }, (_, i) => i)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, kept);

/** `kept` of `count` places in the middle of as many equal stretches. */
export const stride = (count: number, kept: number): number[] =>
  Array.from({ length: kept }, (_, i) => Math.floor(((i + 0.5) * count) / kept));

function checkShares({ detailed, compact }: Shares): void {
  invariant(
    0 < compact && compact <= detailed && detailed <= 1,
    `shares ${detailed} and ${compact} of a chunk's tokens`,
  );
}

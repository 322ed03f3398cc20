// Which tokens of a chunk are kept at the two levels (Video-X²L, arXiv 2506.21184): detailed (its L) and compact (its
// H). The compact tokens are a part of the detailed ones, so that a token is stored once; both are ascending, in the
// order of time.

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
  /** The tokens of the chunk that are kept in detail, ascending. */
  readonly detailed: Uint32Array<ArrayBuffer>;
  /** The compact tokens, as places in `detailed`, ascending. */
  readonly compact: Uint32Array<ArrayBuffer>;
}

/** Returns how many of `count` tokens a share keeps: rounded to the nearest, at least one. */
export const keptOf = (count: number, share: number): number =>
  Math.min(count, Math.max(1, Math.round(count * share)));

/** Returns the tokens of the compact set when `prototypes` of its places are means of frames; at least one. */
const selectedOf = (count: number, shares: Shares, prototypes: number): number =>
  Math.max(1, keptOf(count, shares.compact) - prototypes);

/** Returns the entries of the compact set, tokens and prototypes. */
export const compactOf = (count: number, shares: Shares, prototypes: number): number =>
  selectedOf(count, shares, prototypes) + prototypes;

/** Returns the compact entries for each chunk after the first, so that all take at most `limit`; at least one. */
export const compactPerChunk = (limit: number, chunks: number): number =>
  chunks < 2 ? Infinity : Math.max(1, Math.floor(limit / (chunks - 1)));

/** Keeps the best `scores` at both levels, equal ones by index; the compact one leaves `prototypes` places free. */
export function bestLevels(scores: ArrayLike<number>, shares: Shares, prototypes = 0): Levels {
  checkShares(shares);
  const count = scores.length;
  const detailed = bestPlaces(scores, keptOf(count, shares.detailed)).sort((a, b) => a - b);
  return {
    detailed: Uint32Array.from(detailed),
    compact: bestWithin(detailed, scores, shares, prototypes),
  };
}

/** Returns the best of the tokens `detailed`, as places in it, by scores that did not choose `detailed`. */
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

/** Keeps tokens at even strides at both levels, the compact ones among the detailed ones. */
export function evenLevels(count: number, shares: Shares, prototypes = 0): Levels {
  checkShares(shares);
  const detailed = Uint32Array.from(stride(count, keptOf(count, shares.detailed)));
  const compact = stride(detailed.length, selectedOf(count, shares, prototypes));
  return { detailed, compact: Uint32Array.from(compact) };
}

/** Returns the indices of the `kept` best of `scores`, best first, equal ones by index. */
export const bestPlaces = (scores: ArrayLike<number>, kept: number): number[] =>
  Array.from({ length: scores.length }, (_, i) => i)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
    .slice(0, kept);

/** Returns `kept` of `count` places, in the middle of as many equal stretches. */
export const stride = (count: number, kept: number): number[] =>
  Array.from({ length: kept }, (_, i) => Math.floor(((i + 0.5) * count) / kept));

function checkShares({ detailed, compact }: Shares): void {
  invariant(
    0 < compact && compact <= detailed && detailed <= 1,
    `shares ${detailed} and ${compact} of a chunk's tokens`,
  );
}

// Combines scores of different scales by the order that they give. Higher means kept sooner.

import { invariant } from "../base/assert.ts";

/** Returns the mean places of the same tokens by several scores, best highest; equal scores go by index. */
export function meanRanks(scores: readonly ArrayLike<number>[]): Float32Array<ArrayBuffer> {
  const count = scores[0]?.length ?? 0;
  const sums = new Float64Array(count);
  for (const one of scores) {
    invariant(one.length === count, `scores of ${one.length} and of ${count} tokens`);
    worstFirst(one).forEach((token, rank) => (sums[token] = (sums[token] ?? 0) + rank));
  }
  return Float32Array.from(sums, (sum) => sum / scores.length);
}

/**
 * Takes the best of one score, then the best of the other that is left, and so on: whatever number is kept, each score
 * has chosen half. The first gets `count`, the last 1.
 */
export function alternatingRanks(
  one: ArrayLike<number>,
  other: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const count = one.length;
  invariant(other.length === count, `scores of ${other.length} and of ${count} tokens`);
  const lists = [one, other].map((scores) => worstFirst(scores));
  const ranks = new Float32Array(count);
  for (let left = count; left > 0; left--) {
    const list = lists[(count - left) % 2] ?? [];
    let token = list.pop();
    while (token !== undefined && ranks[token] !== 0) token = list.pop();
    ranks[token ?? 0] = left;
  }
  return ranks;
}

const worstFirst = (scores: ArrayLike<number>): number[] =>
  Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => (scores[a] ?? 0) - (scores[b] ?? 0) || b - a,
  );

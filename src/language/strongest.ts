// Which rows stay at a cut, by their ratings.

import { frameQuotas, type FrameShares } from "./frame-quotas.ts";

/**
 * Returns the indices of the `count` highest values, ascending; the lower index wins a tie, and NaN never wins.
 */
export function strongest(values: ArrayLike<number>, count: number): number[] {
  const rank = (value: number | undefined): number =>
    value === undefined || Number.isNaN(value) ? -Infinity : value;
  return Array.from({ length: values.length }, (_, i) => i)
    .toSorted((a, b) => rank(values[b]) - rank(values[a]) || a - b)
    .slice(0, Math.max(0, count))
    .toSorted((a, b) => a - b);
}

/**
 * Returns the indices of `count` values, ascending: the highest of each frame, as many as its share allows. `tokens` has the
 * token of the video that each value belongs to.
 */
export function strongestOfFrames(
  values: ArrayLike<number>,
  tokens: readonly number[],
  count: number,
  { tokens: perFrame, shares }: FrameShares,
): number[] {
  const places: number[][] = Array.from(shares, () => []);
  for (const [i, token] of tokens.entries()) places[Math.floor(token / perFrame)]?.push(i);
  const room = places.map(({ length }) => length);
  const quotas = frameQuotas(count, shares, room);
  const picked = places.flatMap((ofFrame, t) =>
    strongest(
      ofFrame.map((i) => values[i] ?? NaN),
      quotas[t] ?? 0,
    ).flatMap((k) => ofFrame[k] ?? []),
  );
  return picked.toSorted((a, b) => a - b);
}

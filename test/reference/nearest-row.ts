import { dot, unitRows } from "./nearest-other.ts";

/**
 * The greatest cosine of each token with a row; −2 for a token without length, NaN for one that is not finite. `width`
 * channels each.
 */
export function nearestRowReference(
  tokens: ArrayLike<number>,
  rows: ArrayLike<number>,
  width: number,
): Float64Array {
  const kept = unitRows(rows, width);
  return Float64Array.from(unitRows(tokens, width), (token) => {
    const squares = dot(token, token);
    if (squares < 0.5) return -2;
    if (!Number.isFinite(squares)) return Number.NaN;
    return kept.reduce((most, row) => Math.max(most, dot(token, row)), -1);
  });
}

import { dot, nearestOtherReference, unitRows } from "./nearest-other.ts";

/**
 * DivPrune in f64: first the token that is the least like the one most like it, then always the token whose distance,
 * 1 − cosine, to the nearest taken one is the largest. Returns all tokens in the order in which they are taken, and for
 * each the distance at which it was taken (2 for the first).
 */
export function divpruneReference(
  data: ArrayLike<number>,
  width: number,
): { readonly order: number[]; readonly novelty: Float64Array } {
  const rows = unitRows(data, width);
  const closeness = nearestOtherReference(data, width);
  let next = closeness.indexOf(Math.min(...closeness));
  const bounds = new Float64Array(rows.length).fill(2);
  const novelty = new Float64Array(rows.length);
  const order: number[] = [];
  while (order.length < rows.length) {
    order.push(next);
    novelty[next] = bounds[next]!;
    const taken = rows[next]!;
    rows.forEach((row, i) => (bounds[i] = Math.min(bounds[i]!, Math.max(1 - dot(row, taken), 0))));
    bounds[next] = -1;
    for (const other of order) bounds[other] = -1;
    next = bounds.indexOf(Math.max(...bounds));
  }
  return { order, novelty };
}

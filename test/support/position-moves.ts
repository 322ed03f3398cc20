/** new − old of every number of every position, [count, axes]; without `to` back to 0. */
export const positionMoves = (
  from: ArrayLike<number>,
  to?: ArrayLike<number>,
): Int32Array<ArrayBuffer> => Int32Array.from(from, (old, i) => (to?.[i] ?? 0) - old);

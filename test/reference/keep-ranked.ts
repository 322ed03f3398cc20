/** Flat indices of the values ranked below their row's count, in order. */
export function keepRankedReference(
  ranks: ArrayLike<number>,
  columns: number,
  counts: ArrayLike<number>,
): number[] {
  const kept: number[] = [];
  for (let i = 0; i < ranks.length; i++) {
    if (ranks[i]! < counts[Math.floor(i / columns)]!) kept.push(i);
  }
  return kept;
}

// Right answers, counted. Pure.

export interface Score {
  readonly right: number;
  readonly n: number;
}

/** "96.5"; a dash for nothing. */
export function percent(score: Score | undefined): string {
  if (score === undefined || score.n === 0) return "–";
  return (Math.round((1000 * score.right) / score.n) / 10).toFixed(1);
}

/** Of answers, how many are right. */
export const countRight = (answers: readonly boolean[]): Score => ({
  right: answers.filter(Boolean).length,
  n: answers.length,
});

/** A summary of the items of each key, in the order in which the keys come up. */
export function grouped<T, Summary>(
  items: readonly T[],
  keyOf: (item: T) => string,
  summary: (items: readonly T[]) => Summary,
): Record<string, Summary> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return Object.fromEntries([...groups].map(([key, group]) => [key, summary(group)]));
}

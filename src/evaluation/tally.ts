// Counts right answers. Pure.

export interface Score {
  readonly right: number;
  readonly n: number;
}

/** Returns "96.5", or a dash for no answers. */
export function percent(score: Score | undefined): string {
  if (score === undefined || score.n === 0) return "–";
  return (Math.round((1000 * score.right) / score.n) / 10).toFixed(1);
}

/** Returns how many answers there are, and how many of them are right. */
export const countRight = (answers: readonly boolean[]): Score => ({
  right: answers.filter(Boolean).length,
  n: answers.length,
});

/** Summarises the items of each key, in the order in which keys first occur. */
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

// Which of many values stand out from the others: the one rule by which frames and chunks are called moments of an answer.

/** Fewer standard deviations above the mean are like most others; the same of those that the highest leaves far behind. */
const LEAST = 2;
const LEAST_OF_HIGHEST = 1 / 3;

/** Returns how far each value is from the mean, in standard deviations; 0 where all are equal. */
export function deviationsOf(values: readonly number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, values.length));
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** Returns whether each of some deviations stands out. */
export function standOut(deviations: readonly number[]): boolean[] {
  const highest = Math.max(0, ...deviations);
  return deviations.map((value) => value >= LEAST && value >= highest * LEAST_OF_HIGHEST);
}

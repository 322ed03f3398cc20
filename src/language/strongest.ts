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

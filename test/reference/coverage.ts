/** The share of tokens that are covered, the mean of 1 − closeness, the tokens that count, those that are not finite. */
export function coverageReference(closeness: ArrayLike<number>, threshold: number): number[] {
  const values = Array.from(closeness);
  const counted = values.filter((value) => value >= -1.5);
  const covered = counted.filter((value) => value >= threshold).length;
  const error = counted.reduce((sum, value) => sum + 1 - value, 0);
  return [
    counted.length === 0 ? 1 : covered / counted.length,
    counted.length === 0 ? 0 : error / counted.length,
    counted.length,
    values.filter((value) => !Number.isFinite(value)).length,
  ];
}

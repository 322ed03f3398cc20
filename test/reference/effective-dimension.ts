/** exp of the entropy of the eigenvalues as shares of their sum; 0 where all are 0. */
export function effectiveDimensionReference(eigenvalues: ArrayLike<number>): number {
  const values = Array.from(eigenvalues, (value) => Math.max(0, value));
  const total = values.reduce((sum, value) => sum + value, 0);
  if (total === 0) return 0;
  const shares = values.map((value) => value / total).filter((share) => share > 0);
  return Math.exp(-shares.reduce((sum, share) => sum + share * Math.log(share), 0));
}

/** Natural logarithms of the softmax of a row of logits, f64. */
export function logProbabilitiesReference(logits: ArrayLike<number>): number[] {
  const row = Array.from(logits);
  const highest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const mass = row.reduce((sum, logit) => sum + Math.exp(logit - highest), 0);
  return row.map((logit) => logit - highest - Math.log(mass));
}

/** Natural logarithms of a softmax, f64. */
function logSoftmax(logits: Float32Array): number[] {
  let highest = -Infinity;
  for (const logit of logits) highest = Math.max(highest, logit);
  let mass = 0;
  for (const logit of logits) mass += Math.exp(logit - highest);
  return Array.from(logits, (logit) => logit - highest - Math.log(mass));
}

/** KL(p ‖ q) = Σ p (log p − log q) in nats, as the textbook writes it, f64. */
export function klDivergenceReference(pLogits: Float32Array, qLogits: Float32Array): number {
  const logP = logSoftmax(pLogits);
  const logQ = logSoftmax(qLogits);
  return logP.reduce((sum, value, i) => sum + Math.exp(value) * (value - logQ[i]!), 0);
}

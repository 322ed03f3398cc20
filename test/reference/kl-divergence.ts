import { logProbabilitiesReference } from "./log-probabilities.ts";

/** KL(p ‖ q) = Σ p (log p − log q) in nats, as the textbook writes it, f64. */
export function klDivergenceReference(pLogits: Float32Array, qLogits: Float32Array): number {
  const logP = logProbabilitiesReference(pLogits);
  const logQ = logProbabilitiesReference(qLogits);
  return logP.reduce((sum, value, i) => sum + Math.exp(value) * (value - logQ[i]!), 0);
}

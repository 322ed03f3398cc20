/**
 * The lowest index of the highest finite logit, that logit, the runner-up, and how many logits are not finite. Token 0 when none
 * is; a single one is its own runner-up.
 */
export function argmaxReference(logits: Float32Array): {
  token: number;
  value: number;
  nonFinite: number;
  runnerUp: number;
  runnerUpValue: number;
} {
  const order = Array.from(logits.keys())
    .filter((i) => Number.isFinite(logits[i]))
    .sort((a, b) => logits[b]! - logits[a]! || a - b);
  const [token = 0, runnerUp = token] = order;
  const isThere = order.length > 0;
  return {
    token,
    value: isThere ? logits[token]! : Number.NaN,
    nonFinite: logits.length - order.length,
    runnerUp,
    runnerUpValue: isThere ? logits[runnerUp]! : Number.NaN,
  };
}

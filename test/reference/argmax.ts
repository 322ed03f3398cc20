/** The lowest index of the highest finite logit, that logit, and how many are not finite. Token 0 when none is. */
export function argmaxReference(logits: Float32Array): {
  token: number;
  value: number;
  nonFinite: number;
} {
  let token = -1;
  let nonFinite = 0;
  for (let i = 0; i < logits.length; i++) {
    if (!Number.isFinite(logits[i])) nonFinite++;
    else if (token < 0 || logits[i]! > logits[token]!) token = i;
  }
  return { token: Math.max(0, token), value: token < 0 ? Number.NaN : logits[token]!, nonFinite };
}

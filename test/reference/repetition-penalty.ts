/** Divides the positive logits of seen tokens by the penalty and multiplies the others, f64; seen twice counts once. */
export function repetitionPenaltyReference(
  logits: ArrayLike<number>,
  seen: readonly number[],
  penalty: number,
): Float64Array {
  const penalised = Float64Array.from(logits);
  for (const token of new Set(seen)) {
    const logit = logits[token];
    if (logit === undefined) continue;
    penalised[token] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return penalised;
}

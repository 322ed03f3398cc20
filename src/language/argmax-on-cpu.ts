/** The highest logit of a row and the next one; the lowest index wins a tie. */
export interface Found {
  readonly id: number;
  /** The highest logit. */
  readonly first: number;
  /** The token of the next one; the same where there is no other. */
  readonly other: number;
  readonly second: number;
  /** How many logits are not finite. They never win. */
  readonly nonFinite: number;
}

/** Finds in logits that lie on the processor what the shader argmax finds on the adapter, in the same order. */
export function argmaxOnCpu(logits: Float32Array): Found {
  let [id, other] = [-1, -1];
  let [first, second] = [-Infinity, -Infinity];
  let nonFinite = 0;
  for (let i = 0; i < logits.length; i++) {
    const logit = logits[i] as number;
    if (!Number.isFinite(logit)) nonFinite++;
    else if (logit > first) {
      [other, second] = [id, first];
      [id, first] = [i, logit];
    } else if (logit > second) [other, second] = [i, logit];
  }
  if (id < 0) return { id: 0, first: 0, other: 0, second: 0, nonFinite };
  return other < 0
    ? { id, first, other: id, second: first, nonFinite }
    : { id, first, other, second, nonFinite };
}

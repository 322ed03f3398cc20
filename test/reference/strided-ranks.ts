/** 0 for the k_t tokens that an even stride meets, from a phase that moves by the golden ratio, else `tokens`. */
export function stridedRanksReference(budgets: ArrayLike<number>, tokens: number): Uint32Array {
  const ranks = new Uint32Array(budgets.length * tokens).fill(tokens);
  for (let t = 0; t < budgets.length; t++) {
    const fraction = Number(((BigInt(t) * 2654435769n) % 2n ** 32n) >> 16n) / 65_536;
    const phase = Math.floor(fraction * tokens);
    const k = budgets[t]!;
    for (let n = 0; n < tokens; n++) {
      const place = (n + phase) % tokens;
      const isKept = Math.floor(((place + 1) * k) / tokens) > Math.floor((place * k) / tokens);
      if (isKept) ranks[t * tokens + n] = 0;
    }
  }
  return ranks;
}

/** Of each token, the softmax over texts of its products with them: [tokens][texts]. */
export function textWeightsReference(
  tokens: readonly (readonly number[])[],
  texts: readonly (readonly number[])[],
): number[][] {
  return tokens.map((token) => {
    const products = texts.map((text) => text.reduce((sum, x, c) => sum + x * token[c]!, 0));
    const most = Math.max(...products);
    const weights = products.map((product) => Math.exp(product - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
}

/** The rows of text whose mean weight over the tokens is above the mean of all rows (SparseVLM's raters). */
export function textRatersReference(
  tokens: readonly (readonly number[])[],
  texts: readonly (readonly number[])[],
): number[] {
  const weights = textWeightsReference(tokens, texts);
  const means = texts.map((_, t) => weights.reduce((sum, of) => sum + of[t]!, 0) / tokens.length);
  const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
  return means.flatMap((one, t) => (one > mean ? [t] : []));
}

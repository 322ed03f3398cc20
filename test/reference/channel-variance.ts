/** Population variance of every channel over all rows, two-pass in f64. */
export function channelVarianceReference(tokens: ArrayLike<number>, width: number): Float64Array {
  const rows = tokens.length / width;
  const mean = new Float64Array(width);
  for (let i = 0; i < tokens.length; i += width) {
    for (let d = 0; d < width; d++) mean[d]! += tokens[i + d]!;
  }
  for (let d = 0; d < width; d++) mean[d]! /= rows;
  const variance = new Float64Array(width);
  for (let i = 0; i < tokens.length; i += width) {
    for (let d = 0; d < width; d++) variance[d]! += (tokens[i + d]! - mean[d]!) ** 2;
  }
  return variance.map((sum) => sum / rows);
}

/** |x|² of every row on the channels that count, in f64. */
export function tokenSquaresReference(
  tokens: ArrayLike<number>,
  width: number,
  counts: (channel: number) => boolean,
): Float64Array {
  const squares = new Float64Array(tokens.length / width);
  for (let i = 0; i < tokens.length; i++) {
    if (counts(i % width)) squares[Math.floor(i / width)]! += tokens[i]! ** 2;
  }
  return squares;
}

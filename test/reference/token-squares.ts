/** |x|² of every row, in f64. */
export function tokenSquaresReference(tokens: ArrayLike<number>, width: number): Float64Array {
  const squares = new Float64Array(tokens.length / width);
  for (let i = 0; i < tokens.length; i++) {
    squares[Math.floor(i / width)]! += tokens[i]! ** 2;
  }
  return squares;
}

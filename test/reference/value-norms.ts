/** The mean over heads of the length of values [heads, rows, headSize] at `indices`. */
export function valueNormsReference(
  values: Float32Array,
  { heads, headSize }: { readonly heads: number; readonly headSize: number },
  indices: ArrayLike<number>,
): Float32Array {
  const rows = values.length / heads / headSize;
  return Float32Array.from(indices, (row) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) {
      let squares = 0;
      for (let c = 0; c < headSize; c++)
        squares += values[(head * rows + row) * headSize + c]! ** 2;
      sum += Math.sqrt(squares);
    }
    return sum / heads;
  });
}

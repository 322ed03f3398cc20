/** The rows `indices`, one after the other. */
export function gatherRowsReference(
  rows: Float32Array,
  width: number,
  indices: ArrayLike<number>,
): Float32Array {
  const picked = new Float32Array(indices.length * width);
  for (let k = 0; k < indices.length; k++) {
    for (let c = 0; c < width; c++) picked[k * width + c] = rows[indices[k]! * width + c]!;
  }
  return picked;
}

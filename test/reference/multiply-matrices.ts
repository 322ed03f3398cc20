/** The product of two square matrices; the left one as [side / 4, side, 4], four columns of a row together. */
export function multiplyMatricesReference(
  left: Float32Array,
  right: Float32Array,
  side: number,
): Float64Array {
  const product = new Float64Array(side * side);
  for (let i = 0; i < side; i++) {
    for (let k = 0; k < side; k++) {
      const factor = left[(Math.floor(k / 4) * side + i) * 4 + (k % 4)]!;
      for (let j = 0; j < side; j++) product[i * side + j]! += factor * right[k * side + j]!;
    }
  }
  return product;
}

/** Every row, then zeros up to `paddedWidth`. */
export function padRowsReference(
  rows: Float32Array,
  width: number,
  paddedWidth: number,
): Float32Array<ArrayBuffer> {
  const padded = new Float32Array((rows.length / width) * paddedWidth);
  for (let i = 0; i < rows.length; i++) {
    padded[Math.floor(i / width) * paddedWidth + (i % width)] = rows[i]!;
  }
  return padded;
}

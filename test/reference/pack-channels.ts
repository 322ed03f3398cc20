/** The chosen channels of every row, then zeros up to a multiple of four. */
export function packChannelsReference(
  rows: Float32Array,
  width: number,
  chosen: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const wide = Math.ceil(chosen.length / 4) * 4;
  const count = rows.length / width;
  const packed = new Float32Array(count * wide);
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < chosen.length; i++)
      packed[row * wide + i] = rows[row * width + chosen[i]!]!;
  }
  return packed;
}

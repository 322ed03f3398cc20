/** Makes rows of `width` channels unit vectors: [rows × width]. A row of zeros stays zeros. */
export function unitVectorsReference(data: ArrayLike<number>, width: number): Float64Array {
  const units = Float64Array.from(data);
  for (let at = 0; at < units.length; at += width) {
    const own = units.subarray(at, at + width);
    const norm = Math.max(Math.hypot(...own), 1e-12);
    own.forEach((value, i) => (own[i] = value / norm));
  }
  return units;
}

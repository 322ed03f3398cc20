/** The rows of a cache [heads, rows, headSize], one head after the other: [heads, indices, headSize]. */
export function gatherCacheReference(
  entries: Float32Array,
  { heads, headSize }: { readonly heads: number; readonly headSize: number },
  indices: ArrayLike<number>,
): Float32Array {
  const rows = entries.length / heads / headSize;
  const gathered: number[] = [];
  for (let head = 0; head < heads; head++) {
    for (let k = 0; k < indices.length; k++) {
      const from = (head * rows + indices[k]!) * headSize;
      for (let c = 0; c < headSize; c++) gathered.push(entries[from + c]!);
    }
  }
  return Float32Array.from(gathered);
}

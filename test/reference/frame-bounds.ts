/** Largest, then smallest values of the rows starts[t] … starts[t + 1] − 1 of keys [heads, rows, headSize]. */
export function frameBoundsReference(
  keys: Float32Array,
  { heads, headSize }: { readonly heads: number; readonly headSize: number },
  starts: readonly number[],
): Float32Array {
  const rows = keys.length / heads / headSize;
  const bounds: number[] = [];
  for (let frame = 0; frame + 1 < starts.length; frame++) {
    const [first, end] = [starts[frame]!, starts[frame + 1]!];
    for (const extreme of [Math.max, Math.min]) {
      for (let head = 0; head < heads; head++) {
        for (let c = 0; c < headSize; c++) {
          const values = Array.from(
            { length: end - first },
            (_, i) => keys[(head * rows + first + i) * headSize + c]!,
          );
          bounds.push(values.length === 0 ? 0 : extreme(...values));
        }
      }
    }
  }
  return Float32Array.from(bounds);
}

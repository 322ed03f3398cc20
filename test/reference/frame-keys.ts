/** Means of the rows starts[t] … starts[t + 1] − 1 of keys [heads, rows, headSize]: [frames, heads, headSize]. */
export function frameKeysReference(
  keys: Float32Array,
  { heads, headSize }: { readonly heads: number; readonly headSize: number },
  starts: readonly number[],
): Float32Array {
  const rows = keys.length / heads / headSize;
  const means: number[] = [];
  for (let frame = 0; frame + 1 < starts.length; frame++) {
    const [first, end] = [starts[frame]!, starts[frame + 1]!];
    for (let head = 0; head < heads; head++) {
      for (let c = 0; c < headSize; c++) {
        let sum = 0;
        for (let row = first; row < end; row++) sum += keys[(head * rows + row) * headSize + c]!;
        means.push(end === first ? 0 : sum / (end - first));
      }
    }
  }
  return Float32Array.from(means);
}

/** Mean and sum of squared deviations of each channel over each chunk of a frame, in f64: [T, chunks, planes, width]. */
export function tokenMomentsReference(
  tokens: Float32Array,
  {
    frames,
    tokens: perFrame,
    quads,
    chunks,
    rows,
  }: Record<"frames" | "tokens" | "quads" | "chunks" | "rows", number>,
  planes: 1 | 2,
): Float64Array {
  const width = 4 * quads;
  const moments = new Float64Array(frames * chunks * planes * width);
  for (let t = 0; t < frames; t++) {
    for (let chunk = 0; chunk < chunks; chunk++) {
      const first = chunk * rows;
      const end = Math.min(first + rows, perFrame);
      const to = (t * chunks + chunk) * planes * width;
      for (let d = 0; d < width; d++) {
        let sum = 0;
        for (let n = first; n < end; n++) sum += tokens[(t * perFrame + n) * width + d]!;
        const mean = sum / (end - first);
        moments[to + d] = mean;
        if (planes === 1) continue;
        for (let n = first; n < end; n++) {
          moments[to + width + d]! += (tokens[(t * perFrame + n) * width + d]! - mean) ** 2;
        }
      }
    }
  }
  return moments;
}

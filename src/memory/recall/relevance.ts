// How much each chunk has to do with a question, from scores of its frames. Scores of attention drift with time and
// differ in scale from layer to layer, so each layer is straightened over time and brought to the same spread before
// layers are averaged (ReKV's internal retrieval; the drift: MemStream). A chunk is as relevant as its best frame:
// means over ten frames were no better than chance in Video-X²L's own history.

/** Turns `perLayer` [layers][frames] into one score a frame, in standard deviations from the mean of all frames. */
export function frameRelevance(perLayer: readonly ArrayLike<number>[]): Float64Array {
  const frames = perLayer[0]?.length ?? 0;
  const mean = new Float64Array(frames);
  for (const scores of perLayer) {
    const straight = standardize(detrend(scores));
    for (let i = 0; i < frames; i++)
      mean[i] = (mean[i] ?? 0) + (straight[i] ?? 0) / perLayer.length;
  }
  return standardize(mean);
}

/**
 * Does the same with shares of attention, which have one scale in all layers and do not drift. Layers are added, so
 * that what one layer looks for is not lost among layers that look for nothing.
 */
export function attentionRelevance(perLayer: readonly ArrayLike<number>[]): Float64Array {
  const sum = new Float64Array(perLayer[0]?.length ?? 0);
  for (const shares of perLayer)
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (shares[i] ?? 0);
  return standardize(sum);
}

/** Returns 1 for `most` of `count` chunks at even distances, never for the first or the last, and 0 for the others. */
export function evenRelevance(count: number, most: number): number[] {
  const inner = Math.max(0, count - 2);
  const chosen = Math.min(most, inner);
  const places = new Set(
    Array.from({ length: chosen }, (_, i) => 1 + Math.floor(((i + 0.5) * inner) / chosen)),
  );
  return Array.from({ length: count }, (_, chunk) => (places.has(chunk) ? 1 : 0));
}

/**
 * Returns the largest score of each chunk's frames; `lengths` are the numbers of frames, in order. A chunk without frames is as
 * relevant as the mean.
 */
export function chunkRelevance(frames: ArrayLike<number>, lengths: readonly number[]): number[] {
  let from = 0;
  return lengths.map((length) => {
    let best = -Infinity;
    for (let i = from; i < from + length; i++) best = Math.max(best, frames[i] ?? -Infinity);
    from += length;
    return length === 0 ? 0 : best;
  });
}

/** Subtracts the least-squares line over time. */
export function detrend(values: ArrayLike<number>): Float64Array {
  const count = values.length;
  const middle = (count - 1) / 2;
  let mean = 0;
  for (let i = 0; i < count; i++) mean += (values[i] ?? 0) / count;
  let along = 0;
  let spread = 0;
  for (let i = 0; i < count; i++) {
    along += (i - middle) * ((values[i] ?? 0) - mean);
    spread += (i - middle) ** 2;
  }
  const slope = spread > 0 ? along / spread : 0;
  return Float64Array.from(
    { length: count },
    (_, i) => (values[i] ?? 0) - mean - slope * (i - middle),
  );
}

/** Scales to mean 0 and deviation 1; all 0 when nothing differs. */
export function standardize(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  // Differences made by rounding do not count.
  const scale = Math.sqrt(variance);
  const noise = 1e-9 * values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.map((value) => (scale > noise ? (value - mean) / scale : 0));
}

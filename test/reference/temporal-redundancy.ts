export interface ChunkOfKeys {
  /** [heads, rows, headSize] at position 0, token p of frame t in row t · places + p. */
  readonly keys: Float32Array;
  /** [heads, headSize] */
  readonly centre: Float32Array;
  readonly frames: number;
  readonly places: number;
  readonly heads: number;
  readonly headSize: number;
}

/** Minus the mean over heads and `references(t)` of the cosine with the same place, [frames, places]. */
export function temporalRedundancyReference(
  { keys, centre, frames, places, heads, headSize }: ChunkOfKeys,
  references: (frame: number) => readonly number[],
): Float32Array {
  const rows = keys.length / heads / headSize;
  const key = (head: number, row: number): number[] =>
    Array.from(
      { length: headSize },
      (_, c) => keys[(head * rows + row) * headSize + c]! - centre[head * headSize + c]!,
    );
  const scores: number[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const others = references(frame).filter((other) => other !== frame);
    for (let place = 0; place < places; place++) {
      let sum = 0;
      for (const other of others) {
        for (let head = 0; head < heads; head++) {
          sum += cosine(key(head, frame * places + place), key(head, other * places + place));
        }
      }
      scores.push(others.length === 0 ? 0 : -sum / others.length / heads);
    }
  }
  return Float32Array.from(scores);
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]): number =>
    x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths === 0 ? 0 : dot(a, b) / lengths;
}

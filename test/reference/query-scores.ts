export interface QueryShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
}

/** query [heads, headSize] · keys [frames, kvHeads, headSize], each key repeated for the heads of its group. */
export function queryScoresReference(
  query: Float32Array,
  keys: Float32Array,
  { heads, kvHeads, headSize }: QueryShape,
): Float32Array {
  const frames = keys.length / kvHeads / headSize;
  return Float32Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) {
      const group = Math.floor((head * kvHeads) / heads);
      for (let c = 0; c < headSize; c++) {
        sum += query[head * headSize + c]! * keys[(frame * kvHeads + group) * headSize + c]!;
      }
    }
    return sum;
  });
}

/** Rows of text, tokens and newline put one below the other, then taken in the order of `places`. */
export function spliceRowsReference(
  sources: readonly Float32Array[],
  width: number,
  places: ArrayLike<number>,
): Float32Array {
  const all = sources.flatMap((source) => Array.from(source));
  return Float32Array.from({ length: places.length * width }, (_, i) => {
    const place = places[Math.floor(i / width)]!;
    return all[place * width + (i % width)]!;
  });
}

/** Mean of every row in f64. */
export function frameUniquenessReference(video: ArrayLike<number>, tokens: number): Float64Array {
  const uniqueness = new Float64Array(video.length / tokens);
  for (let i = 0; i < video.length; i++) uniqueness[Math.floor(i / tokens)]! += video[i]! / tokens;
  return uniqueness;
}

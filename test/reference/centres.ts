/** Mean of every frame and, in the last row, of the video, in f64 and straight from the tokens: [T + 1, width]. */
export function centresReference(
  tokens: ArrayLike<number>,
  { frames, tokens: perFrame, width }: Record<"frames" | "tokens" | "width", number>,
): Float64Array {
  const centres = new Float64Array((frames + 1) * width);
  for (let row = 0; row < frames * perFrame; row++) {
    const t = Math.floor(row / perFrame);
    for (let d = 0; d < width; d++) {
      const value = tokens[row * width + d]!;
      centres[t * width + d]! += value / perFrame;
      centres[frames * width + d]! += value / perFrame / frames;
    }
  }
  return centres;
}

export interface Likeness {
  readonly video: Float64Array;
  readonly frame: Float64Array;
}

/** For every token: value(token, the video's centre) and value(token, its frame's). */
export function overCentres(
  tokens: ArrayLike<number>,
  centres: ArrayLike<number>,
  { frames, tokens: perFrame, width }: Record<"frames" | "tokens" | "width", number>,
  add: (x: number, c: number) => number,
): Likeness {
  const video = new Float64Array(frames * perFrame);
  const frame = new Float64Array(frames * perFrame);
  for (let row = 0; row < frames * perFrame; row++) {
    const t = Math.floor(row / perFrame);
    for (let d = 0; d < width; d++) {
      const x = tokens[row * width + d]!;
      video[row]! += add(x, centres[frames * width + d]!);
      frame[row]! += add(x, centres[t * width + d]!);
    }
  }
  return { video, frame };
}

/** x·c and x·c_t in f64. */
export const cosineDotsReference = (
  tokens: ArrayLike<number>,
  centres: ArrayLike<number>,
  shape: Record<"frames" | "tokens" | "width", number>,
): Likeness => overCentres(tokens, centres, shape, (x, c) => x * c);

import type { Likeness } from "./cosine-dots.ts";

/** −cos to the video, and −cos to the video − cos to the frame, from dot products and squared norms. */
export function cosineUniquenessReference(
  dots: Likeness,
  squares: Float64Array,
  centreSquares: { readonly video: number; readonly frames: ArrayLike<number> },
) {
  const perFrame = squares.length / centreSquares.frames.length;
  const norm = (square: number) => Math.max(Math.sqrt(square), 1e-12);
  const video = dots.video.map((dot, i) => -dot / norm(squares[i]!) / norm(centreSquares.video));
  const scores = video.map((value, i) => {
    const frame = centreSquares.frames[Math.floor(i / perFrame)]!;
    return value - dots.frame[i]! / norm(squares[i]!) / norm(frame);
  });
  return { video, scores };
}

import type { Likeness } from "./cosine-dots.ts";

/** −K(d²) to the video, and −K to the video − K to the frame, from squared distances: five exponentials each. */
export function gaussianUniquenessReference(distances: Likeness) {
  const video = distances.video.map((square) => -gaussians(square));
  return { video, scores: video.map((value, i) => value - gaussians(distances.frame[i]!)) };
}

function gaussians(square: number): number {
  let sum = 0;
  for (const alpha of [1 / 8, 1 / 4, 1 / 2, 1, 2]) sum += Math.exp(-square / (2 * alpha));
  return sum;
}

import { pcg } from "./hash-scores.ts";

/** The values of frames in the order of their hashes, the greatest first. */
export function shuffleFramesReference(values: ArrayLike<number>, seed: number): number[] {
  const salt = pcg(BigInt(seed));
  const hashes = Array.from(values, (_, t) => pcg(BigInt(t) ^ salt));
  return Array.from(values, (_, t) => t)
    .toSorted((a, b) => Number(hashes[b]! - hashes[a]!))
    .map((t) => values[t]!);
}

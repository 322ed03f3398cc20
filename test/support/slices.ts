import { SLICES } from "../../src/kernels/cosine-dots.ts";

/** Adds up sums in slices: one number a token for each of `vectors` quantities, [T × N]. */
export function addSlices(
  partials: ArrayLike<number>,
  { frames, tokens }: { readonly frames: number; readonly tokens: number },
  vectors: number,
): Float64Array[] {
  const tiles = Math.ceil(tokens / 8);
  return Array.from({ length: vectors }, (_, vector) => {
    const sums = new Float64Array(frames * tokens);
    for (let i = 0; i < sums.length; i++) {
      const n = i % tokens;
      const tile = Math.floor(i / tokens) * tiles + Math.floor(n / 8);
      for (let slice = 0; slice < SLICES; slice++) {
        const half = Math.floor((n % 8) / 4);
        sums[i]! +=
          partials[(((tile * SLICES + slice) * 2 + half) * vectors + vector) * 4 + (n % 4)]!;
      }
    }
    return sums;
  });
}

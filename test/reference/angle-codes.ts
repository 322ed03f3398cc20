import { pcg } from "./hash-scores.ts";

const BITS = 128;

/** The bits of each row of `width` channels (a multiple of four), 0 or 1: [rows × 128]; and the sums whose signs they are. */
export function angleCodesReference(
  data: ArrayLike<number>,
  width: number,
): { readonly bits: Uint8Array; readonly sums: Float64Array } {
  const rows = data.length / width;
  const sums = new Float64Array(rows * BITS);
  for (let row = 0; row < rows; row++) {
    const own = sums.subarray(row * BITS, (row + 1) * BITS);
    for (let place = 0; place < Math.max(BITS, width); place++) {
      const isNegative = (pcg(BigInt(place >> 2)) >> BigInt(28 + (place % 4))) & 1n;
      const value = data[row * width + (place % width)]!;
      own[place % BITS]! += isNegative === 1n ? -value : value;
    }
    for (let half = 1; half < BITS; half *= 2) {
      for (let k = 0; k < BITS; k++) {
        if ((k & half) !== 0) continue;
        const [low, high] = [own[k]!, own[k + half]!];
        own[k] = low + high;
        own[k + half] = low - high;
      }
    }
  }
  return { bits: Uint8Array.from(sums, (sum) => (sum >= 0 ? 1 : 0)), sums };
}

/** 1 − cosine, about, of two tokens whose codes differ in so many bits. */
export function turnedReference(differing: number): number {
  const x = differing / BITS;
  return 2 * x * x * (3 - 2 * x);
}

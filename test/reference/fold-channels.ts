import { pcg } from "./hash-scores.ts";

/** Folds rows of `width` channels (a multiple of four) into `folds` quads and makes them unit: [rows × 4 · folds]. */
export function foldChannelsReference(
  data: ArrayLike<number>,
  width: number,
  folds: number,
): Float64Array {
  const rows = data.length / width;
  const channels = 4 * folds;
  const folded = new Float64Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < width; c++) {
      const isNegative = (pcg(BigInt(c >> 2)) >> BigInt(28 + (c % 4))) & 1n;
      const value = data[row * width + c]!;
      folded[row * channels + (c % channels)]! += isNegative === 1n ? -value : value;
    }
    const own = folded.subarray(row * channels, (row + 1) * channels);
    const norm = Math.max(Math.hypot(...own), 1e-12);
    own.forEach((value, i) => (own[i] = value / norm));
  }
  return folded;
}

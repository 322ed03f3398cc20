import type { PatchShape } from "../../src/kernels/patchify.ts";

/** Frames [2 · steps, 3, H, W] cut up, walked in the order in which the rows are wanted. */
export function patchifyReference(
  pixels: Float32Array,
  { steps, patches, merge, patch }: PatchShape,
): number[] {
  const [height, width] = [patches.rows * patch, patches.columns * patch];
  const out: number[] = [];
  for (let step = 0; step < steps; step++) {
    for (let top = 0; top < patches.rows; top += merge) {
      for (let left = 0; left < patches.columns; left += merge) {
        for (let row = top; row < top + merge; row++) {
          for (let column = left; column < left + merge; column++) {
            for (let channel = 0; channel < 3; channel++) {
              for (const frame of [2 * step, 2 * step + 1]) {
                for (let y = row * patch; y < (row + 1) * patch; y++) {
                  for (let x = column * patch; x < (column + 1) * patch; x++) {
                    out.push(pixels[((frame * 3 + channel) * height + y) * width + x]!);
                  }
                }
              }
            }
          }
        }
      }
    }
  }
  return out;
}

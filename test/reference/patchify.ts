import type { PatchShape } from "../../src/kernels/patchify.ts";

/** Frames [steps · frames, 3, H, W] cut up, walked in the order in which the rows are wanted. */
export function patchifyReference(pixels: Float32Array, shape: PatchShape): number[] {
  const { steps, frames, patches, merge, patch, padded, isChannelLast = false } = shape;
  const length = 3 * frames * patch * patch;
  const missing = (padded ?? patches.rows * patches.columns) - patches.rows * patches.columns;
  const out: number[] = [];
  for (let step = 0; step < steps; step++) {
    for (let top = 0; top < patches.rows; top += merge)
      for (let left = 0; left < patches.columns; left += merge)
        for (let row = top; row < top + merge; row++)
          for (let column = left; column < left + merge; column++) {
            const walk = isChannelLast ? channelsLast : channelsFirst;
            out.push(...walk(pixels, shape, step, row, column));
          }
    for (let i = 0; i < missing * length; i++) out.push(0);
  }
  return out;
}

function channelsFirst(
  pixels: Float32Array,
  { frames, patches, patch }: PatchShape,
  step: number,
  row: number,
  column: number,
): number[] {
  const [height, width] = [patches.rows * patch, patches.columns * patch];
  const out: number[] = [];
  for (let channel = 0; channel < 3; channel++)
    for (let frame = step * frames; frame < (step + 1) * frames; frame++)
      for (let y = row * patch; y < (row + 1) * patch; y++)
        for (let x = column * patch; x < (column + 1) * patch; x++)
          out.push(pixels[((frame * 3 + channel) * height + y) * width + x]!);
  return out;
}

function channelsLast(
  pixels: Float32Array,
  { frames, patches, patch }: PatchShape,
  step: number,
  row: number,
  column: number,
): number[] {
  const [height, width] = [patches.rows * patch, patches.columns * patch];
  const out: number[] = [];
  for (let frame = step * frames; frame < (step + 1) * frames; frame++)
    for (let y = row * patch; y < (row + 1) * patch; y++)
      for (let x = column * patch; x < (column + 1) * patch; x++)
        for (let channel = 0; channel < 3; channel++)
          out.push(pixels[((frame * 3 + channel) * height + y) * width + x]!);
  return out;
}

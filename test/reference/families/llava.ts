// What LLaVA-OneVision and LLaVA-Video share: the squashed square, and pooling of the tower's rows.

import type { Feed, Picture } from "./family.ts";
import { channelsFirst, resizePicture, type PixelSettings } from "./pixels.ts";

export interface SquareSettings extends PixelSettings {
  readonly size: { readonly width: number; readonly height: number };
}

export interface TowerSettings {
  readonly image_size: number;
  readonly patch_size: number;
}

export function squashed(
  frames: readonly Picture[],
  settings: SquareSettings,
): Readonly<Record<string, Feed>> {
  const { width, height } = settings.size;
  const small = frames.map((frame) => resizePicture(frame, [width, height], settings));
  return {
    pixel_values: {
      type: "float32",
      data: channelsFirst(small, settings),
      dims: [frames.length, 3, height, width],
    },
  };
}

export const patchesASide = ({ image_size, patch_size }: TowerSettings): number =>
  Math.floor(image_size / patch_size);

export interface PoolShape {
  readonly side: number;
  readonly stride: number;
  readonly width: number;
}

/** torch's `avg_pool2d(grid, stride)` of every frame: squares that would reach over the border are left out. */
export function averagePooled(
  features: ArrayLike<number>,
  { side, stride, width }: PoolShape,
): Float64Array {
  const to = Math.floor(side / stride);
  const frames = features.length / (side * side * width);
  const pooled = new Float64Array(frames * to * to * width);
  let out = 0;
  for (let t = 0; t < frames; t++)
    for (let row = 0; row < to; row++)
      for (let column = 0; column < to; column++)
        for (let d = 0; d < width; d++) {
          let sum = 0;
          for (let y = row * stride; y < (row + 1) * stride; y++)
            for (let x = column * stride; x < (column + 1) * stride; x++)
              sum += features[((t * side + y) * side + x) * width + d]!;
          pooled[out++] = sum / (stride * stride);
        }
  return pooled;
}

/** torch's `interpolate(mode="bilinear")` to ⌈side ÷ stride⌉, corners not aligned, no antialias. */
export function bilinearPooled(
  features: ArrayLike<number>,
  { side, stride, width }: PoolShape,
): Float64Array {
  const to = Math.ceil(side / stride);
  const frames = features.length / (side * side * width);
  const pooled = new Float64Array(frames * to * to * width);
  const source = (index: number): { low: number; high: number; part: number } => {
    const at = Math.max(0, ((index + 0.5) * side) / to - 0.5);
    const low = Math.floor(at);
    return { low, high: Math.min(low + 1, side - 1), part: at - low };
  };
  let out = 0;
  for (let t = 0; t < frames; t++)
    for (let row = 0; row < to; row++)
      for (let column = 0; column < to; column++)
        for (let d = 0; d < width; d++) {
          const y = source(row);
          const x = source(column);
          const read = (r: number, c: number): number =>
            features[((t * side + r) * side + c) * width + d]!;
          const top = read(y.low, x.low) * (1 - x.part) + read(y.low, x.high) * x.part;
          const bottom = read(y.high, x.low) * (1 - x.part) + read(y.high, x.high) * x.part;
          pooled[out++] = top * (1 - y.part) + bottom * y.part;
        }
  return pooled;
}

import { resizeReference } from "../resize.ts";
import type { Picture } from "./family.ts";

export interface PixelSettings {
  readonly image_mean: readonly number[];
  readonly image_std: readonly number[];
  readonly rescale_factor?: number;
  /** Pillow's number of the filter. */
  readonly resample?: number;
}

const FILTERS = { 1: "lanczos", 2: "bilinear", 3: "bicubic" } as const;

/** As `Image.resize`, which copies where nothing changes. */
export function resizePicture(
  { width, height, rgb }: Picture,
  [toWidth, toHeight]: readonly [number, number],
  { resample = 3 }: PixelSettings,
): Picture {
  if (width === toWidth && height === toHeight) return { width, height, rgb };
  const filter = FILTERS[resample as keyof typeof FILTERS];
  return {
    width: toWidth,
    height: toHeight,
    rgb: resizeReference(rgb, [width, height], [toWidth, toHeight], filter),
  };
}

/** (byte · rescale − mean) / std of one channel of one pixel. */
export function pixelValue(
  { width, rgb }: Picture,
  settings: PixelSettings,
  [channel, y, x]: readonly [channel: number, y: number, x: number],
): number {
  const { image_mean, image_std, rescale_factor = 1 / 255 } = settings;
  const byte = rgb[(y * width + x) * 3 + channel]!;
  return (byte * rescale_factor - image_mean[channel]!) / image_std[channel]!;
}

/** [T, 3, height, width] of frames of one size. */
export function channelsFirst(frames: readonly Picture[], settings: PixelSettings): Float32Array {
  const { width, height } = frames[0]!;
  const values = new Float32Array(frames.length * 3 * height * width);
  let i = 0;
  for (const frame of frames)
    for (let channel = 0; channel < 3; channel++)
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) values[i++] = pixelValue(frame, settings, [channel, y, x]);
  return values;
}

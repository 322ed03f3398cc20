// Resizes a frame's bytes on the processor, in Pillow's own integers: what the shaders resize-horizontal and resize-vertical do.
// Where a software adapter would run those, this is sooner. Pure.

import {
  FRACTION_BITS,
  resizeWeights,
  type ResizeFilter,
  type ResizeWeights,
} from "../kernels/resize-weights.ts";
import type { PixelConfig, Size } from "../model/adapters/adapter.ts";

/** Bytes of an upright picture; a pixel's red, green and blue are neighbours. */
export interface PictureBytes {
  readonly bytes: Uint8Array | Uint8ClampedArray;
  readonly rows: number;
  readonly columns: number;
  /** Where the top left pixel's red lies. */
  readonly origin: number;
  /** How many bytes the next pixel to the right is away, and the next one down. */
  readonly across: number;
  readonly down: number;
}

/** Half of a byte's step, so that the shift that follows rounds. */
const HALF = 1 << (FRACTION_BITS - 1);

/** Returns the weights of a few sizes; a video has two. */
export function createWeights(filter: ResizeFilter) {
  const known = new Map<string, ResizeWeights>();
  return (from: number, to: number): ResizeWeights => {
    const key = `${from}→${to}`;
    const weights = known.get(key) ?? resizeWeights(from, to, filter);
    known.set(key, weights);
    return weights;
  };
}

/** Returns the picture in another size. */
export function resizeBytes(
  picture: PictureBytes,
  { width, height }: Size,
  weights: (from: number, to: number) => ResizeWeights,
): PictureBytes {
  const narrow = narrowed(picture, width, weights(picture.columns, width));
  const bytes = lowered(narrow, 3 * width, height, weights(picture.rows, height));
  return { bytes, rows: height, columns: width, origin: 0, across: 3, down: 3 * width };
}

/** The horizontal pass: [rows, width, 3]. */
function narrowed(
  { bytes, rows, columns, origin, across, down }: PictureBytes,
  width: number,
  { taps, spans, weights }: ResizeWeights,
): Uint8ClampedArray {
  const narrow = new Uint8ClampedArray(rows * width * 3);
  if (width === 0 || columns === 0) return narrow;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const first = origin + row * down;
    for (let column = 0; column < width; column++) {
      let at = first + (spans[2 * column] ?? 0) * across;
      const from = column * taps;
      const end = from + (spans[2 * column + 1] ?? 0);
      let [red, green, blue] = [HALF, HALF, HALF];
      for (let i = from; i < end; i++) {
        const weight = weights[i] ?? 0;
        red += Math.imul(weight, bytes[at] ?? 0);
        green += Math.imul(weight, bytes[at + 1] ?? 0);
        blue += Math.imul(weight, bytes[at + 2] ?? 0);
        at += across;
      }
      narrow[to++] = red >> FRACTION_BITS;
      narrow[to++] = green >> FRACTION_BITS;
      narrow[to++] = blue >> FRACTION_BITS;
    }
  }
  return narrow;
}

/** The vertical pass over rows of `length` bytes. */
function lowered(
  narrow: Uint8ClampedArray,
  length: number,
  height: number,
  { taps, spans, weights }: ResizeWeights,
): Uint8ClampedArray {
  const low = new Uint8ClampedArray(height * length);
  const sums = new Int32Array(length);
  for (let row = 0; row < height; row++) {
    sums.fill(HALF);
    const [first = 0, count = 0] = [spans[2 * row], spans[2 * row + 1]];
    for (let i = 0; i < count; i++) {
      const weight = weights[row * taps + i] ?? 0;
      const from = (first + i) * length;
      for (let e = 0; e < length; e++) {
        sums[e] = (sums[e] ?? 0) + Math.imul(weight, narrow[from + e] ?? 0);
      }
    }
    for (let e = 0; e < length; e++) low[row * length + e] = (sums[e] ?? 0) >> FRACTION_BITS;
  }
  return low;
}

/** Returns for each byte of each channel the model's value: 3 × 256. */
export function valuesOfBytes({ rescale, mean, std }: PixelConfig): Float32Array {
  const values = new Float32Array(3 * 256);
  for (const channel of [0, 1, 2] as const) {
    for (let byte = 0; byte < 256; byte++) {
      const scaled = Math.fround(Math.fround(byte * Math.fround(rescale)) - mean[channel]);
      values[256 * channel + byte] = scaled / std[channel];
    }
  }
  return values;
}

/** Writes the values of a picture to a frame [3, H, W]. */
export function normaliseBytes(
  { bytes, rows, columns }: PictureBytes,
  valueOf: Float32Array,
  frame: Float32Array,
): void {
  const plane = rows * columns;
  for (let pixel = 0; pixel < plane; pixel++) {
    frame[pixel] = valueOf[bytes[3 * pixel] ?? 0] ?? 0;
    frame[plane + pixel] = valueOf[256 + (bytes[3 * pixel + 1] ?? 0)] ?? 0;
    frame[2 * plane + pixel] = valueOf[512 + (bytes[3 * pixel + 2] ?? 0)] ?? 0;
  }
}

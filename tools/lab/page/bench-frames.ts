// The frames of a drawn clip in a model's own size, the same in every page.

import type { PixelConfig } from "../../../src/model/adapters/adapter.ts";
import { drawFrame, sampleClip, tickTime } from "../../world/index.ts";

const SEED = 32_000;

/** Returns the RGBA bytes of `frames` frames, `side` × `side`. */
export function drawPictures(frames: number, side: number): Uint8ClampedArray[] {
  const spec = sampleClip(SEED, { frames });
  return Array.from({ length: frames }, (_, tick) =>
    drawFrame(spec, tickTime(spec, tick), side, side),
  );
}

/** Yields frames as a decoder would give them. */
export async function* decodedFrames(pictures: readonly Uint8ClampedArray[], side: number) {
  for (const [i, picture] of pictures.entries()) {
    const init = {
      format: "RGBX",
      codedWidth: side,
      codedHeight: side,
      timestamp: i * 1e6,
    } as const;
    const frame = new VideoFrame(Uint8Array.from(picture), init);
    yield { frame, rotation: 0 as const, isMirrored: false };
  }
}

/** Returns [frames, 3, side, side]: what our page makes of the frames on the GPU. */
export function normalised(
  pictures: readonly Uint8ClampedArray[],
  side: number,
  { rescale, mean, std }: PixelConfig,
): Float32Array<ArrayBuffer> {
  const area = side * side;
  const pixels = new Float32Array(pictures.length * 3 * area);
  for (const [i, picture] of pictures.entries()) {
    for (let at = 0; at < area; at++) {
      for (const channel of [0, 1, 2] as const) {
        const value = rescale * (picture[4 * at + channel] ?? 0);
        pixels[(3 * i + channel) * area + at] = (value - mean[channel]) / std[channel];
      }
    }
  }
  return pixels;
}

/** Tells Node that a part of the work is done. */
export const mark = (): void =>
  void (globalThis as unknown as { labMark(): Promise<void> }).labMark();

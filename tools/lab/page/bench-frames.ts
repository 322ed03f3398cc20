// The frames of a drawn clip in a model's own size, the same in every page.

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

/** Tells Node that a part of the work is done. */
export const mark = (): void =>
  void (globalThis as unknown as { labMark(): Promise<void> }).labMark();

// Makes a small upright picture of a decoded frame, for the strip.

import type { DecodedFrame } from "./decode-frames.ts";

/** The longest side of a thumbnail, in pixels: sharp on a strip at twice the screen's density. */
const MAX_SIDE_PX = 192;

/** Returns the size of a picture of the given aspect whose longer side is at most `maxSidePx`; never below 1 × 1. */
export function thumbnailSize(
  width: number,
  height: number,
  maxSidePx: number = MAX_SIDE_PX,
): { width: number; height: number } {
  const scale = Math.min(1, maxSidePx / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Makes a picture of the frame as displayed: rotated, mirrored, with square pixels. Leaves the frame open. */
export function makeThumbnail(
  { frame, rotation, isMirrored }: DecodedFrame,
  maxSidePx: number = MAX_SIDE_PX,
): ImageBitmap {
  const isSideways = rotation === 90 || rotation === 270;
  // displayWidth and displayHeight include the pixel aspect.
  const { displayWidth, displayHeight } = frame;
  const upright = isSideways
    ? { width: displayHeight, height: displayWidth }
    : { width: displayWidth, height: displayHeight };
  const { width, height } = thumbnailSize(upright.width, upright.height, maxSidePx);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("The browser gives no 2D canvas for a thumbnail.");
  context.imageSmoothingQuality = "high";
  context.translate(width / 2, height / 2);
  if (isMirrored) context.scale(-1, 1);
  context.rotate((rotation * Math.PI) / 180);
  const [drawnWidth, drawnHeight] = isSideways ? [height, width] : [width, height];
  context.drawImage(frame, -drawnWidth / 2, -drawnHeight / 2, drawnWidth, drawnHeight);
  return canvas.transferToImageBitmap();
}

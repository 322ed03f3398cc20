// Reads a decoded frame's pixels as bytes, in its stored orientation and size.

import { AppError } from "../base/errors.ts";

/** RGBA bytes of a frame. */
export interface FrameBytes {
  readonly bytes: Uint8Array<ArrayBuffer> | Uint8ClampedArray<ArrayBuffer>;
  /** Where the first row begins, and how many bytes a row takes. */
  readonly offset: number;
  readonly stride: number;
}

/** Reads the visible pixels as they were decoded. @throws what the browser throws when it cannot. */
export async function copyBytes(frame: VideoFrame): Promise<FrameBytes> {
  const options = { format: "RGBA", colorSpace: "srgb" } as const;
  const bytes = new Uint8Array(frame.allocationSize(options));
  const [plane] = await frame.copyTo(bytes, options);
  const stride = plane?.stride ?? 4 * (frame.visibleRect?.width ?? frame.codedWidth);
  return { bytes, offset: plane?.offset ?? 0, stride };
}

/** Reads the pixels of a frame whose pixels are square, by drawing them, where the browser cannot copy them. @throws AppError `frame-upload`. */
export async function readBytes(frame: VideoFrame): Promise<FrameBytes> {
  try {
    return await copyBytes(frame);
  } catch (cause) {
    const drawn = drawnBytes(frame);
    if (drawn !== null) return drawn;
    throw unreadable([frame.displayWidth, frame.displayHeight], cause);
  }
}

function drawnBytes(frame: VideoFrame): FrameBytes | null {
  const { displayWidth: width, displayHeight: height } = frame;
  if (width === 0 || height === 0) return null; // it is closed
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) return null;
  context.drawImage(frame, 0, 0);
  return { bytes: context.getImageData(0, 0, width, height).data, offset: 0, stride: 4 * width };
}

export const unreadable = (size: readonly [number, number], cause: unknown): AppError =>
  new AppError(
    "frame-upload",
    `A decoded frame of ${size.join(" × ")} pixels could not be read.`,
    "Update the browser or the graphics driver, or try a smaller video.",
    { cause },
  );

export type FrameSize = readonly [width: number, height: number];

/** The size of a frame as it is stored. */
export function sizeOf(frame: VideoFrame): FrameSize {
  const { visibleRect } = frame;
  return [visibleRect?.width ?? frame.codedWidth, visibleRect?.height ?? frame.codedHeight];
}

/**
 * Returns the frame without its pixel aspect, copying no pixels. Otherwise the browser would stretch it to its display
 * size, and the resize would start from pixels that nobody encoded.
 */
export function squarePixels(frame: VideoFrame): VideoFrame {
  const [displayWidth, displayHeight] = sizeOf(frame);
  if (frame.displayWidth === displayWidth && frame.displayHeight === displayHeight) return frame;
  return new VideoFrame(frame, { displayWidth, displayHeight });
}

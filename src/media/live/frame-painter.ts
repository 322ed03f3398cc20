// Copies a stream's frames into pictures of our own, so that the camera's few buffers are free at once. All have the size of
// the first frame: a source that changes its size or is turned in the middle is fitted into it, with its aspect.

import { thumbnailSize } from "../thumbnail.ts";

export interface FramePainter {
  /** The size of all copies, pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** How often frames came in another shape than those before. */
  readonly turns: number;
  /** Returns a copy; the caller closes both. */
  paint(frame: VideoFrame): VideoFrame;
}

/** The longest side of a copy, pixels: more than the models that are offered see. */
const MAX_SIDE_PX = 1_280;

export function createFramePainter(first: VideoFrame): FramePainter {
  const size = thumbnailSize(first.displayWidth, first.displayHeight, MAX_SIDE_PX);
  const { width, height } = size;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("The browser gives no 2D canvas for a frame.");
  context.imageSmoothingQuality = "high";
  let last = { width: first.displayWidth, height: first.displayHeight };
  let turns = 0;
  return {
    size,
    get turns() {
      return turns;
    },
    paint(frame) {
      const now = { width: frame.displayWidth, height: frame.displayHeight };
      if (now.width !== last.width || now.height !== last.height) {
        turns += 1;
        last = now;
        context.fillRect(0, 0, width, height);
      }
      const scale = Math.min(width / now.width, height / now.height);
      const [drawnWidth, drawnHeight] = [now.width * scale, now.height * scale];
      context.drawImage(
        frame,
        (width - drawnWidth) / 2,
        (height - drawnHeight) / 2,
        drawnWidth,
        drawnHeight,
      );
      return new VideoFrame(canvas, { timestamp: frame.timestamp });
    },
  };
}

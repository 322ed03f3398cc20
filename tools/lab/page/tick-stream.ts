// A drawn clip as a running source, whose frames come when they are sent.

import { must } from "../../../src/base/assert.ts";
import { drawFrame, tickTime, type ClipSpec } from "../../world/index.ts";

const WIDTH_PX = 192;

export interface TickStream {
  readonly frames: ReadableStream<VideoFrame>;
  /** Sends a tick of the clip, again from the first behind the last. */
  send(tick: number): void;
  end(): void;
}

/** A stream of the clip's ticks, one a second. */
export function openTicks(spec: ClipSpec): TickStream {
  const height = 2 * Math.round(WIDTH_PX / spec.aspect / 2);
  const canvas = new OffscreenCanvas(WIDTH_PX, height);
  const context = must(canvas.getContext("2d"), "2D canvas");
  let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
  let isOver = false;
  return {
    frames: new ReadableStream<VideoFrame>({
      start: (made) => {
        controller = made;
      },
    }),
    send(tick: number): void {
      const pixels = Uint8ClampedArray.from(
        drawFrame(spec, tickTime(spec, tick % spec.frames), WIDTH_PX, height),
      );
      context.putImageData(new ImageData(pixels, WIDTH_PX, height), 0, 0);
      controller?.enqueue(new VideoFrame(canvas, { timestamp: tick * 1e6 }));
    },
    end(): void {
      if (!isOver) controller?.close();
      isOver = true;
    },
  };
}

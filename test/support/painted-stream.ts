// A stream of pictures as a camera sends them, made when the test says so.

/** What is painted on a picture. */
export type Paint = (context: OffscreenCanvasRenderingContext2D, size: Size) => void;

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PaintedStream {
  readonly frames: ReadableStream<VideoFrame>;
  /** Sends a picture of that moment. */
  send(timeSec: number, paint: Paint, size?: Size): void;
  end(): void;
  /** Whether the reader of the stream has given it up. */
  readonly isCancelled: boolean;
}

const USUAL: Size = { width: 176, height: 144 };

export function createPaintedStream(): PaintedStream {
  let controller: ReadableStreamDefaultController<VideoFrame> | null = null;
  let isCancelled = false;
  const frames = new ReadableStream<VideoFrame>({
    start: (made) => {
      controller = made;
    },
    cancel: () => {
      isCancelled = true;
    },
  });
  return {
    frames,
    send(timeSec, paint, size = USUAL) {
      if (isCancelled) return;
      const canvas = new OffscreenCanvas(size.width, size.height);
      const context = canvas.getContext("2d")!;
      paint(context, size);
      controller?.enqueue(new VideoFrame(canvas, { timestamp: timeSec * 1e6 }));
    },
    end: () => {
      if (!isCancelled) controller?.close();
    },
    get isCancelled() {
      return isCancelled;
    },
  };
}

/** A background of one colour, and a disc in the middle. */
export const disc =
  (color: string, background = "navy"): Paint =>
  (context, { width, height }) => {
    context.fillStyle = background;
    context.fillRect(0, 0, width, height);
    context.fillStyle = color;
    context.beginPath();
    context.arc(width / 2, height / 2, height / 4, 0, 2 * Math.PI);
    context.fill();
  };

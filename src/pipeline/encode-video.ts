// A file → visual tokens: decode at the chosen times, resize, encode, pool. Decode and encode overlap.

import { must } from "../base/assert.ts";
import { createStopwatch, type Span, type Stopwatch } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chooseTimes } from "../media/choose-times.ts";
import { decodeFrames, type DecodedFrame } from "../media/decode-frames.ts";
import { openVideo, type VideoFacts } from "../media/open-video.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { encodeFrames } from "../vision/encoder.ts";
import { createPool, pooledGrid } from "../vision/pool.ts";
import { createPreprocessor } from "../vision/preprocess.ts";
import type { LoadedModel } from "./load-model.ts";

/** A video as the language model will see it. */
export interface EncodedVideo {
  readonly facts: VideoFacts;
  /** Times of the T frames, seconds, ascending. */
  readonly frameTimesSec: readonly number[];
  /** Frames that were wanted and could not be decoded. */
  readonly lostFrames: number;
  /** [T, N, D] */
  readonly tokens: Tensor;
  readonly spans: readonly Span[];
}

export interface EncodeVideoOptions {
  readonly name: string;
  /** Frames to look at, 1–64. */
  readonly frames: number;
  readonly onFacts?: ((facts: VideoFacts) => void) | undefined;
  readonly onFrame?:
    ((frame: { index: number; timeSec: number; thumbnail: ImageBitmap }) => void) | undefined;
  readonly onProgress?:
    ((progress: { stage: "decode" | "encode"; done: number; total: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** @throws AppError `video-*`; the signal's reason. The caller destroys `tokens`. */
export async function encodeVideo(
  gpu: Gpu,
  model: LoadedModel,
  file: Blob,
  options: EncodeVideoOptions,
): Promise<EncodedVideo> {
  const { signal, onProgress } = options;
  const stopwatch = createStopwatch();
  const opened = await openVideo(file, {
    name: options.name,
    maxSidePx: gpu.device.limits.maxTextureDimension2D,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    options.onFacts?.(opened.facts);
    const wanted = chooseTimes(opened.times, options.frames);
    const seen: number[] = [];
    const frames = timed(
      decodeFrames(opened, wanted, signal === undefined ? {} : { signal }),
      stopwatch,
    );
    const { config } = model;
    const preprocessor = await createPreprocessor(gpu, config.preprocessor);
    const pool = await createPool(gpu, config.patchGrid);
    const grid = pooledGrid(config.patchGrid);
    try {
      const tokens = await encodeFrames<DecodedFrame>(
        gpu,
        {
          graph: model.vision,
          pixels: config.preprocessor,
          tokensPerFrame: grid.rows * grid.columns,
          width: config.width,
          async preprocess(decoded, pixels, slot) {
            await stopwatch.time("preprocess", 1, () =>
              preprocessor.encodeFrame(decoded, pixels, slot),
            );
            const thumbnail = makeThumbnail(decoded);
            const index = seen.push(decoded.timeSec) - 1;
            options.onFrame?.({ index, timeSec: decoded.timeSec, thumbnail });
            onProgress?.({ stage: "decode", done: seen.length, total: wanted.length });
          },
          pool: (features, target, firstFrame) => pool(features, target, firstFrame),
        },
        frames,
        wanted.length,
        {
          stopwatch,
          signal,
          onProgress: (done) => onProgress?.({ stage: "encode", done, total: wanted.length }),
        },
      );
      return {
        facts: opened.facts,
        frameTimesSec: seen,
        lostFrames: wanted.length - seen.length,
        tokens,
        spans: stopwatch.spans,
      };
    } finally {
      preprocessor.destroy();
    }
  } finally {
    opened.close();
  }
}

/** The same frames; the wait for each is a span. */
async function* timed(
  frames: AsyncGenerator<DecodedFrame>,
  stopwatch: Stopwatch,
): AsyncGenerator<DecodedFrame> {
  try {
    for (;;) {
      const next = await stopwatch.time("decode", 1, () => frames.next());
      if (next.done === true) return;
      yield must(next.value, "frame");
    }
  } finally {
    await frames.return(undefined);
  }
}

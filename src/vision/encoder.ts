// Frames → visual tokens. Frames arrive one by one while the decoder works; each is resized into a batch of
// pixels and closed at once; a full batch goes through the vision encoder while the next one fills.

import { must } from "../base/assert.ts";
import type { Stopwatch } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";

/** What `media` yields, as far as this stage cares. */
export interface ArrivingFrame {
  readonly frame: VideoFrame;
}

export interface EncoderParts<F extends ArrivingFrame> {
  readonly graph: Graph;
  /** Side lengths of the model's picture. */
  readonly pixels: { readonly width: number; readonly height: number };
  /** Tokens a frame after pooling, N, and their width, D. */
  readonly tokensPerFrame: number;
  readonly width: number;
  /** Writes the frame, resized and normalised, to `pixels[slot]`. */
  preprocess(frame: F, pixels: Tensor, slot: number): Promise<void> | void;
  /** Pools features [B, P, D] into tokens[firstFrame …] of [T, N, D]. */
  pool(features: Tensor, tokens: Tensor, firstFrame: number): void;
}

export interface EncodeOptions {
  readonly stopwatch: Stopwatch;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Frames of one run of the encoder: more fill a GPU better, fewer show progress sooner. */
const BATCH = 8;

/**
 * Consumes up to `capacity` frames and returns tokens [T, N, D], T being how many came. The caller destroys it.
 * `break`s out of the generator on abort or failure, which stops the decoder.
 */
export async function encodeFrames<F extends ArrivingFrame>(
  gpu: Gpu,
  parts: EncoderParts<F>,
  frames: AsyncIterable<F>,
  capacity: number,
  options: EncodeOptions,
): Promise<Tensor> {
  const { signal, stopwatch } = options;
  const { width, height } = parts.pixels;
  const tokens = createTensor(
    gpu,
    [capacity, parts.tokensPerFrame, parts.width],
    "float32",
    "vision/tokens",
  );
  const size = Math.min(BATCH, capacity);
  // Two batches: one fills while the other is encoded.
  const pixels = [0, 1].map((i) =>
    createTensor(gpu, [size, 3, height, width], "float32", `vision/pixels-${i}`),
  );
  let running: Promise<void> = Promise.resolve();
  let failure: { thrown: unknown } | undefined;
  let count = 0;
  let batches = 0;

  const encodeBatch = (batch: Tensor, firstFrame: number, frameCount: number): Promise<void> =>
    stopwatch.time("encode", frameCount, async () => {
      signal?.throwIfAborted();
      const feed = { ...batch, dims: [frameCount, 3, height, width] };
      const results = await parts.graph.run({ pixel_values: feed }, { image_features: null });
      const features = parts.graph.toTensor(
        must(results["image_features"], "image_features"),
        "vision/features",
      );
      await stopwatch.time("pool", frameCount, () => parts.pool(features, tokens, firstFrame));
      // The runtime returns before the GPU has worked; progress is of work done.
      await gpu.device.queue.onSubmittedWorkDone();
      features.destroy();
      options.onProgress?.(firstFrame + frameCount);
    });

  const start = (frameCount: number): void => {
    const batch = must(pixels[batches++ % 2], "pixel batch");
    const firstFrame = count - frameCount;
    running = running
      .then(() => encodeBatch(batch, firstFrame, frameCount))
      .catch((thrown: unknown) => {
        failure ??= { thrown };
      });
  };

  try {
    let filled = 0;
    for await (const arriving of frames) {
      if (failure !== undefined) break;
      // The batch this frame goes to was last read two batches ago.
      if (filled === 0 && batches > 1) await running;
      const target = must(pixels[batches % 2], "pixel batch");
      try {
        await parts.preprocess(arriving, target, filled);
      } finally {
        arriving.frame.close();
      }
      count++;
      if (++filled === size) {
        start(filled);
        filled = 0;
      }
      if (count === capacity) break;
    }
    if (filled > 0) start(filled);
    await running;
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure.thrown;
  } catch (thrown) {
    await running;
    tokens.destroy();
    throw thrown;
  } finally {
    for (const batch of pixels) batch.destroy();
  }
  return { ...tokens, dims: [count, parts.tokensPerFrame, parts.width] };
}

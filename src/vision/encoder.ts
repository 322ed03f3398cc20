// Turns frames into visual tokens. Frames arrive one by one while the decoder works. Each is resized into a batch of
// pixels and closed at once; a full batch goes through the vision encoder in one run while the next one fills, and is given to
// the GPU while that still computes the one before. A step of tokens is one frame or two; an odd last frame then counts twice, as
// in Qwen2-VL's processor.

import { must } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Timer } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { inParts, type PartSize } from "../model/in-parts.ts";
import type { MakeFeatures } from "./features.ts";
import type { EncodeSteps, FrameReuse } from "./frame-reuse.ts";
import type { Pixels } from "./pixels.ts";
import type { Pool } from "./pool.ts";

/** The part of a frame from `media` that this stage uses. */
export interface ArrivingFrame {
  readonly frame: VideoFrame;
}

export interface EncoderParts<F extends ArrivingFrame> {
  readonly makeFeatures: MakeFeatures;
  readonly framesPerStep: 1 | 2;
  /** The number of steps in one run of the graph; it is reduced when memory does not suffice. */
  readonly stepsPerRun: PartSize;
  /** The number of tokens a step after pooling, N, and their width, D. */
  readonly tokensPerStep: number;
  readonly width: number;
  /** Makes room for the pixels of so many frames. */
  createPixels(frames: number): Pixels;
  /** Resizes and normalises the frame, and writes it to `pixels[slot]`. */
  preprocess(frame: F, pixels: Pixels, slot: number): Promise<void> | void;
  readonly pool: Pool;
  /** What reuses tokens of similar frames; null encodes every frame. */
  readonly reuse: FrameReuse | null;
}

export interface EncodeOptions {
  readonly stopwatch: Timer<"preprocess" | "encode" | "pool">;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * Takes up to `capacity` frames and returns tokens [T, N, D], where T is the number of steps that came. The caller
 * destroys them. An abort or a failure ends the generator early, which stops the decoder.
 */
export async function encodeFrames<F extends ArrivingFrame>(
  gpu: Gpu,
  parts: EncoderParts<F>,
  frames: AsyncIterable<F>,
  capacity: number,
  options: EncodeOptions,
): Promise<Tensor> {
  const { signal, stopwatch } = options;
  const { framesPerStep, tokensPerStep } = parts;
  const stepsOf = (frames: number): number => ceilDiv(frames, framesPerStep);
  const dims = [stepsOf(capacity), tokensPerStep, parts.width];
  const tokens = createTensor(gpu, dims, "float32", "vision/tokens");
  const size = framesPerStep * Math.min(parts.stepsPerRun.most, stepsOf(capacity));
  // There are two batches: one fills while the other is encoded.
  const pixels = [parts.createPixels(size), parts.createPixels(size)];
  /** Resolves for each batch when it is with the GPU, and the one before it has been computed. */
  const given: Promise<void>[] = [];
  /** When all that was given is computed. */
  let computed: Promise<void> = Promise.resolve();
  let computedMs = 0;
  let failure: { thrown: unknown } | undefined;
  const fail = (thrown: unknown): void => {
    failure ??= { thrown };
  };
  let count = 0;

  const runSteps: EncodeSteps = async (batch, steps, target, firstStep) => {
    const frameCount = steps * framesPerStep;
    const features = await parts.makeFeatures(batch, steps, firstStep);
    try {
      await stopwatch.time("pool", frameCount, () =>
        parts.pool(features, steps, target, firstStep),
      );
    } finally {
      features.destroy();
    }
  };

  const encodeSteps: EncodeSteps = (batch, steps, target, firstStep) =>
    inParts(steps, parts.stepsPerRun, async (from, count) => {
      const isWhole = count === steps;
      const part = isWhole ? batch : batch.part(from * framesPerStep, count * framesPerStep);
      try {
        await runSteps(part, count, target, firstStep + from);
      } finally {
        if (!isWhole) part.destroy();
      }
    });

  const encodeBatch = async (
    batch: Pixels,
    firstFrame: number,
    frameCount: number,
  ): Promise<void> => {
    signal?.throwIfAborted();
    const givenMs = performance.now();
    const steps = stepsOf(frameCount);
    if (steps * framesPerStep > frameCount) batch.repeat(frameCount - 1);
    const firstStep = firstFrame / framesPerStep;
    if (parts.reuse === null) {
      await encodeSteps(batch, steps, tokens, firstStep);
    } else {
      const arrived = { pixels: batch, frames: frameCount };
      await parts.reuse.encode(arrived, tokens, firstStep, encodeSteps);
    }
    const before = computed;
    // The runtime returns before the GPU has finished; progress counts finished work.
    computed = Promise.all([gpu.device.queue.onSubmittedWorkDone(), before])
      .then(() => {
        const startMs = Math.max(givenMs, computedMs);
        computedMs = performance.now();
        stopwatch.add({ stage: "encode", startMs, endMs: computedMs, items: frameCount });
        options.onProgress?.(firstFrame + frameCount);
      })
      .catch(fail);
    await before;
  };

  const start = (frameCount: number): void => {
    const batch = must(pixels[given.length % 2], "pixel batch");
    const firstFrame = count - frameCount;
    given.push(
      Promise.resolve(given.at(-1))
        .then(() => encodeBatch(batch, firstFrame, frameCount))
        .catch(fail),
    );
  };

  const finish = async (): Promise<void> => {
    await given.at(-1);
    await computed;
  };

  try {
    let filled = 0;
    for await (const arriving of frames) {
      if (failure !== undefined) break;
      // The batch that this frame goes to was last read two batches ago.
      if (filled === 0) await given.at(-2);
      const target = must(pixels[given.length % 2], "pixel batch");
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
    await finish();
    signal?.throwIfAborted();
    if (failure !== undefined) throw failure.thrown;
  } catch (thrown) {
    await finish();
    tokens.destroy();
    throw thrown;
  } finally {
    for (const batch of pixels) batch.destroy();
  }
  return { ...tokens, dims: [stepsOf(count), tokensPerStep, parts.width] };
}

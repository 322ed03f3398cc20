// Turns frames into visual tokens. Frames arrive one by one while the decoder works. Each is resized into a batch of
// pixels and closed at once; a full batch goes through the vision encoder in one run while the next one fills. A step
// of tokens is one frame or two; an odd last frame then counts twice, as in Qwen2-VL's processor.

import { must } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import type { Timer } from "../base/span.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Size } from "../model/adapters/adapter.ts";
import { inParts, type PartSize } from "../model/in-parts.ts";
import type { MakeFeatures } from "./features.ts";
import type { EncodeSteps, FrameReuse } from "./frame-reuse.ts";
import type { Pool } from "./pool.ts";

/** The part of a frame from `media` that this stage uses. */
export interface ArrivingFrame {
  readonly frame: VideoFrame;
}

export interface EncoderParts<F extends ArrivingFrame> {
  readonly makeFeatures: MakeFeatures;
  /** The size of the picture that the model takes. */
  readonly picture: Size;
  readonly framesPerStep: 1 | 2;
  /** The number of steps in one run of the graph; it is reduced when memory does not suffice. */
  readonly stepsPerRun: PartSize;
  /** The number of tokens a step after pooling, N, and their width, D. */
  readonly tokensPerStep: number;
  readonly width: number;
  /** Resizes and normalises the frame, and writes it to `pixels[slot]`. */
  preprocess(frame: F, pixels: Tensor, slot: number): Promise<void> | void;
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
  const { picture, framesPerStep, tokensPerStep } = parts;
  const stepsOf = (frames: number): number => ceilDiv(frames, framesPerStep);
  const dims = [stepsOf(capacity), tokensPerStep, parts.width];
  const tokens = createTensor(gpu, dims, "float32", "vision/tokens");
  const size = framesPerStep * Math.min(parts.stepsPerRun.most, stepsOf(capacity));
  // There are two batches: one fills while the other is encoded.
  const pixels = [0, 1].map((i) =>
    createTensor(gpu, [size, 3, picture.height, picture.width], "float32", `vision/pixels-${i}`),
  );
  let running: Promise<void> = Promise.resolve();
  let failure: { thrown: unknown } | undefined;
  let count = 0;
  let batches = 0;

  const runSteps: EncodeSteps = async (batch, steps, target, firstStep) => {
    const frameCount = steps * framesPerStep;
    const features = await parts.makeFeatures(batch, steps, firstStep);
    try {
      await stopwatch.time("pool", frameCount, () =>
        parts.pool(features, steps, target, firstStep),
      );
      // The runtime returns before the GPU has finished; progress counts finished work.
      await gpu.device.queue.onSubmittedWorkDone();
    } finally {
      features.destroy();
    }
  };

  const encodeSteps: EncodeSteps = (batch, steps, target, firstStep) =>
    inParts(steps, parts.stepsPerRun, async (from, count) => {
      const isWhole = count === steps;
      const part = isWhole
        ? batch
        : partOf(gpu, batch, from * framesPerStep, count * framesPerStep);
      try {
        await runSteps(part, count, target, firstStep + from);
      } finally {
        if (!isWhole) part.destroy();
      }
    });

  const encodeBatch = (batch: Tensor, firstFrame: number, frameCount: number): Promise<void> =>
    stopwatch.time("encode", frameCount, async () => {
      signal?.throwIfAborted();
      const steps = stepsOf(frameCount);
      if (steps * framesPerStep > frameCount) repeatFrame(gpu, batch, frameCount - 1);
      const firstStep = firstFrame / framesPerStep;
      if (parts.reuse === null) {
        await encodeSteps(batch, steps, tokens, firstStep);
      } else {
        const arrived = { pixels: batch, frames: frameCount };
        await parts.reuse.encode(arrived, tokens, firstStep, encodeSteps);
      }
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
      // The batch that this frame goes to was last read two batches ago.
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
  return { ...tokens, dims: [stepsOf(count), tokensPerStep, parts.width] };
}

/** Copies some frames of the batch. */
function partOf(gpu: Gpu, batch: Tensor, first: number, frames: number): Tensor {
  const frame = elementCount(batch.dims.slice(1));
  const part = createTensor(gpu, [frames, ...batch.dims.slice(1)], batch.dtype, "vision/part");
  const recorder = createRecorder(gpu, "vision/part");
  recorder.copy(batch, part, { fromElement: first * frame, count: frames * frame });
  recorder.submit();
  return part;
}

/** Copies a frame of the batch to the slot after it. */
function repeatFrame(gpu: Gpu, batch: Tensor, index: number): void {
  const count = elementCount(batch.dims.slice(1));
  const spare = createTensor(gpu, [count], batch.dtype, "vision/last-frame");
  const recorder = createRecorder(gpu, "vision/repeat-frame");
  recorder.copy(batch, spare, { fromElement: index * count, count }); // a buffer cannot be copied onto itself
  recorder.copy(spare, batch, { toElement: (index + 1) * count, count });
  recorder.submit();
  spare.destroy();
}

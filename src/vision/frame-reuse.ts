// Lets frames that hardly differ from the last encoded one take its tokens and skip the vision tower. They are compared
// with the last encoded frame, not with the one before: a slow drift would otherwise never be noticed.

import { invariant } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { readUints } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { recordFrameDifference, FRAME_DIFFERENCE, sumAt } from "../kernels/frame-difference.ts";
import type { PixelConfig, Size } from "../model/adapters/adapter.ts";
import { pixelsOnGpu, type Pixels } from "./pixels.ts";

/** Encodes the first `steps` of `pixels` into the steps from `firstStep` on of `tokens` [T, N, D]. */
export type EncodeSteps = (
  pixels: Pixels,
  steps: number,
  tokens: Tensor,
  firstStep: number,
) => Promise<void>;

/** Pixels [≥ frames, 3, H, W]. When an odd last frame makes a step of two, the second is present but not counted. */
export interface PixelBatch {
  readonly pixels: Pixels;
  readonly frames: number;
}

export interface FrameReuse {
  /** The number of frames so far that took the tokens of an earlier frame. */
  readonly reusedFrames: number;
  /**
   * Writes the batch's tokens to the steps from `firstStep` on of `tokens`; only steps that differ enough go through
   * `encode`. Batches must come in the video's order, one at a time. Needs one small readback.
   */
  encode(batch: PixelBatch, tokens: Tensor, firstStep: number, encode: EncodeSteps): Promise<void>;
  destroy(): void;
}

export interface FrameReuseShape {
  readonly picture: Size;
  readonly framesPerStep: number;
  readonly tokensPerStep: number;
  readonly width: number;
  readonly pixels: PixelConfig;
}

/** `below` is the least mean absolute difference, in (0, 1] of bytes / 255, at which a step is encoded. */
export async function createFrameReuse(
  gpu: Gpu,
  { picture, framesPerStep, tokensPerStep, width, pixels: { rescale, std } }: FrameReuseShape,
  below: number,
): Promise<FrameReuse> {
  invariant(below > 0 && below <= 1, `frames cannot be reused below a difference of ${below}`);
  const kernel = await gpu.kernels.load(FRAME_DIFFERENCE);
  const frameDims = [3, picture.height, picture.width];
  const stepValues = framesPerStep * 3 * picture.height * picture.width;
  const stepTokens = tokensPerStep * width;
  const limit = sumAt(below, stepValues);
  const last = {
    pixels: createTensor(gpu, [framesPerStep, ...frameDims], "float32", "vision/last-pixels"),
    tokens: createTensor(gpu, [1, tokensPerStep, width], "float32", "vision/last-tokens"),
  };
  let hasLast = false;
  let reusedFrames = 0;

  /** Returns the steps that have to be encoded, ascending. */
  const choose = async (pixels: Tensor, steps: number): Promise<number[]> => {
    const sums = createTensor(gpu, [steps], "uint32", "vision/differences");
    try {
      const bytesPerValue = [std[0] / rescale, std[1] / rescale, std[2] / rescale] as const;
      const shape = { steps, framesPerStep, bytesPerValue, limit, hasLast };
      const recorder = createRecorder(gpu, "vision/differences");
      recordFrameDifference(recorder, kernel, shape, { pixels, last: last.pixels, sums });
      recorder.submit();
      return [...(await readUints(gpu, sums)).entries()].flatMap(([step, sum]) =>
        sum < limit ? [] : [step],
      );
    } finally {
      sums.destroy();
    }
  };

  const keepLast = (pixels: Tensor, step: number, tokens: Tensor, tokenStep: number): void => {
    const recorder = createRecorder(gpu, "vision/last");
    copyStep(recorder, stepValues, [pixels, step], [last.pixels, 0]);
    copyStep(recorder, stepTokens, [tokens, tokenStep], [last.tokens, 0]);
    recorder.submit();
    hasLast = true;
  };

  /** Returns the tokens [fresh, N, D] of the steps to encode; the caller destroys them. */
  const encodeFresh = async (
    pixels: Tensor,
    fresh: readonly number[],
    encode: EncodeSteps,
  ): Promise<Tensor> => {
    const dims = [fresh.length * framesPerStep, ...frameDims];
    const packed = createTensor(gpu, dims, "float32", "vision/fresh-pixels");
    const tokens = createTensor(
      gpu,
      [fresh.length, tokensPerStep, width],
      "float32",
      "vision/fresh-tokens",
    );
    try {
      const recorder = createRecorder(gpu, "vision/fresh-pixels");
      for (const [to, step] of fresh.entries())
        copyStep(recorder, stepValues, [pixels, step], [packed, to]);
      recorder.submit();
      await encode(pixelsOnGpu(gpu, packed), fresh.length, tokens, 0);
    } catch (thrown) {
      tokens.destroy();
      throw thrown;
    } finally {
      packed.destroy();
    }
    return tokens;
  };

  /** Gives every step the tokens of the last encoded one up to it; null gives all of them those of the batch before. */
  const spread = (
    encoded: Tensor | null,
    fresh: readonly number[],
    steps: number,
    tokens: Tensor,
    firstStep: number,
  ): void => {
    const recorder = createRecorder(gpu, "vision/reuse");
    let passed = 0;
    for (let step = 0; step < steps; step++) {
      if (step === fresh[passed]) passed++;
      const from: Place =
        encoded === null || passed === 0 ? [last.tokens, 0] : [encoded, passed - 1];
      copyStep(recorder, stepTokens, from, [tokens, firstStep + step]);
    }
    recorder.submit();
  };

  return {
    get reusedFrames() {
      return reusedFrames;
    },
    async encode({ pixels, frames }, tokens, firstStep, encode) {
      const steps = ceilDiv(frames, framesPerStep);
      const given = pixels.onGpu();
      const fresh = await choose(given, steps);
      if (fresh.length === steps) {
        await encode(pixels, steps, tokens, firstStep);
      } else {
        const encoded = fresh.length === 0 ? null : await encodeFresh(given, fresh, encode);
        spread(encoded, fresh, steps, tokens, firstStep);
        encoded?.destroy();
      }
      const newest = fresh.at(-1);
      if (newest !== undefined) keepLast(given, newest, tokens, firstStep + newest);
      const isOdd = steps * framesPerStep > frames;
      reusedFrames +=
        (steps - fresh.length) * framesPerStep - Number(isOdd && newest !== steps - 1);
    },
    destroy() {
      last.pixels.destroy();
      last.tokens.destroy();
    },
  };
}

type Place = readonly [tensor: Tensor, step: number];

/** Copies one step of `values` numbers. */
function copyStep(recorder: Recorder, values: number, [from, fromStep]: Place, to: Place): void {
  const [target, toStep] = to;
  recorder.copy(from, target, {
    fromElement: fromStep * values,
    toElement: toStep * values,
    count: values,
  });
}

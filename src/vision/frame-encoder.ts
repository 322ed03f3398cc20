// Turns decoded frames into visual tokens for one model and one shape of frame: resize, pack, encode, pool.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Size, VideoLayout } from "../model/adapters/adapter.ts";
import type { ModelConfig } from "../model/config.ts";
import { isFused, type Graph } from "../model/graph.ts";
import { largestTensor, stepsPerRun } from "../model/run-sizes.ts";
import type { Tower } from "../model/tower.ts";
import type { ChooseTokens } from "./choose-tokens.ts";
import type { StaticSettings } from "./encode-settings.ts";
import { encodeFrames, type ArrivingFrame, type EncodeOptions } from "./encoder.ts";
import { createFrameReuse } from "./frame-reuse.ts";
import { createPool } from "./pool.ts";
import { createFramePixels, soonerPlace } from "./frame-pixels.ts";
import { createPixelEncoder, type PixelEncoder } from "./pixel-encoder.ts";
import type { PixelPlace } from "./pixels.ts";
import type { TurnedFrame } from "./preprocess.ts";

/** What was encoded is told of all calls so far. */
export interface FrameEncoder extends Pick<PixelEncoder, "report" | "patches" | "encodedTokens"> {
  /** The size of the picture that the model sees, in pixels. */
  readonly picture: Size;
  /** The number of frames in all calls so far that took the tokens of an earlier frame. */
  readonly reusedFrames: number;
  /**
   * Takes up to `capacity` frames, closes them, and returns tokens [T, N, D]. `onFrame` is called with each frame after
   * it was resized, before it is closed.
   */
  encode<F extends ArrivingFrame & TurnedFrame>(
    frames: AsyncIterable<F>,
    capacity: number,
    options: EncodeOptions & { readonly onFrame?: ((frame: F) => void) | undefined },
  ): Promise<Tensor>;
  destroy(): void;
}

export interface FrameEncoderOptions {
  /**
   * A frame whose difference to the last encoded frame, in this call of `encode` or an earlier one, is below this takes
   * that frame's tokens. The difference is the mean absolute difference of all values the model sees, as bytes / 255:
   * from 0 for equal frames to 1 for black against white. Where two frames make a step, steps are compared. Default 0:
   * every frame is encoded.
   */
  readonly reuseBelow?: number | undefined;
  /** Which patches are not encoded, where the tower can be cut; default null: all are. */
  readonly still?: StaticSettings | null | undefined;
  /** Chooses the tokens that are encoded, where the tower can be cut; default null: all are. */
  readonly choose?: ChooseTokens | null | undefined;
  /** Where frames are resized, for tests; default: where it is sooner. */
  readonly place?: PixelPlace | undefined;
}

/** Creates an encoder; `tower` is the model's vision encoder. */
export async function createFrameEncoder(
  gpu: Gpu,
  tower: Tower,
  config: ModelConfig,
  layout: VideoLayout,
  {
    reuseBelow = 0,
    still = null,
    choose = null,
    place = soonerPlace(gpu),
  }: FrameEncoderOptions = {},
): Promise<FrameEncoder> {
  const picture = must(layout.resizes.at(-1), "size of the model's picture");
  const pooling = createPool(gpu, config.pooling, layout);
  const steps = {
    framesPerStep: config.framesPerStep,
    stepsPerRun: { most: stepsThatFit(gpu, tower, config, layout) },
    tokensPerStep: layout.tokens.rows * layout.tokens.columns,
    width: config.text.width,
  };
  const [pool, pixelEncoder, frames, reuse] = await Promise.all([
    pooling,
    pooling.then((pool) =>
      createPixelEncoder(gpu, tower, config, layout, pool, { still, choose, place }),
    ),
    createFramePixels(gpu, config.pixels, layout.resizes, place),
    reuseBelow === 0
      ? null
      : createFrameReuse(gpu, { ...steps, picture, pixels: config.pixels }, reuseBelow),
  ]);
  return {
    picture,
    get reusedFrames() {
      return reuse?.reusedFrames ?? 0;
    },
    get report() {
      return pixelEncoder.report;
    },
    get patches() {
      return pixelEncoder.patches;
    },
    get encodedTokens() {
      return pixelEncoder.encodedTokens;
    },
    encode: (arriving, capacity, { onFrame, ...options }) =>
      encodeFrames(
        gpu,
        {
          ...steps,
          makeFeatures: pixelEncoder.makeFeatures,
          pool,
          reuse,
          createPixels: (count) => frames.create(count),
          async preprocess(frame, pixels, slot) {
            await options.stopwatch.time("preprocess", 1, () => frames.write(frame, pixels, slot));
            onFrame?.(frame);
          },
        },
        arriving,
        capacity,
        options,
      ),
    destroy() {
      frames.destroy();
      reuse?.destroy();
      pixelEncoder.destroy();
    },
  };
}

/** Returns how many steps fit into memory, up to what the encoder takes at once. */
export function stepsThatFit(
  gpu: Gpu,
  graph: Graph,
  { tower, vision, framesPerStep }: ModelConfig,
  { resizes }: VideoLayout,
): number {
  const { width, height } = must(resizes.at(-1), "size of the model's picture");
  const { patch, hidden, heads } = tower;
  const shape = {
    patches: vision.kind === "padded" ? vision.rows : Math.ceil((width * height) / patch ** 2),
    framesPerStep,
    hidden,
    heads,
    isFused: isFused(graph),
  };
  return stepsPerRun(shape, largestTensor(gpu.device.limits, gpu.ledger.liveBytes));
}

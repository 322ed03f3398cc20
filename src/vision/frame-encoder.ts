// Everything between decoded frames and visual tokens for one model and one shape of frame: resize, pack, encode, pool.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { FamilyConfig, Size, VideoLayout } from "../model/adapters/adapter.ts";
import type { Graph } from "../model/graph.ts";
import { encodeFrames, type ArrivingFrame, type EncodeOptions } from "./encoder.ts";
import { createPool } from "./pool.ts";
import { createPreprocessor, type TurnedFrame } from "./preprocess.ts";
import { createVisionInput } from "./vision-input.ts";

export interface FrameEncoder {
  /** What the model sees of a frame, pixels. */
  readonly picture: Size;
  /**
   * Consumes up to `capacity` frames and closes them; → tokens [T, N, D]. `onFrame` hears of a frame when it has been
   * resized, before it is closed.
   */
  encode<F extends ArrivingFrame & TurnedFrame>(
    frames: AsyncIterable<F>,
    capacity: number,
    options: EncodeOptions & { readonly onFrame?: ((frame: F) => void) | undefined },
  ): Promise<Tensor>;
  destroy(): void;
}

/** `graph`: the model's vision encoder. */
export async function createFrameEncoder(
  gpu: Gpu,
  graph: Graph,
  config: FamilyConfig,
  layout: VideoLayout,
): Promise<FrameEncoder> {
  const picture = must(layout.resizes.at(-1), "size of the model's picture");
  const [pool, pack, preprocessor] = await Promise.all([
    createPool(gpu, config.pooling, layout),
    createVisionInput(gpu, graph, config.vision, picture),
    createPreprocessor(gpu, config.pixels, layout.resizes),
  ]);
  return {
    picture,
    encode: (frames, capacity, { onFrame, ...options }) =>
      encodeFrames(
        gpu,
        {
          graph,
          picture,
          framesPerStep: config.framesPerStep,
          tokensPerStep: layout.tokens.rows * layout.tokens.columns,
          width: config.text.width,
          pack,
          pool,
          async preprocess(frame, pixels, slot) {
            await options.stopwatch.time("preprocess", 1, () =>
              preprocessor.encodeFrame(frame, pixels, slot),
            );
            onFrame?.(frame);
          },
        },
        frames,
        capacity,
        options,
      ),
    destroy: () => preprocessor.destroy(),
  };
}

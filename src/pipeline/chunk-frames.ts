// Turns a file into the visual tokens of consecutive frames: decode, resize, encode, keep a small picture of each.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { decodeFrames, type DecodedFrame } from "../media/decode-frames.ts";
import type { Opened } from "../media/open-input.ts";
import { toJpeg } from "../media/picture.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { StageStopwatch } from "./stages.ts";

export interface SeenFrame {
  readonly timeSec: number;
  /** A small picture, which the receiver closes. */
  readonly thumbnail: ImageBitmap;
}

export interface EncodedFrames {
  /** [F, N, D]; the caller destroys it. */
  readonly tokens: Tensor;
  /** The times of the F frames, in seconds. */
  readonly timesSec: readonly number[];
  /** The number of frames that took the tokens of an earlier frame. */
  readonly reusedFrames: number;
  /** The pictures that the browser could encode. */
  readonly pictures: Promise<readonly Blob[]>;
}

export interface ChunkFrames {
  /** Returns up to `count` frames, or null when none is left. After a failure, only `close` may be called. */
  next(count: number, options: ChunkFramesOptions): Promise<EncodedFrames | null>;
  close(): Promise<void>;
}

export interface ChunkFramesOptions {
  readonly stopwatch: StageStopwatch;
  readonly onFrame?: ((frame: SeenFrame) => void) | undefined;
}

/** Opens the frames of `opened` at `timesSec`. `opened` is closed with them, and when this fails. */
export async function openChunkFrames(
  gpu: Gpu,
  { vision, config }: Pick<LoadedModel, "vision" | "config">,
  opened: Opened,
  timesSec: readonly number[],
  reuseBelow: number,
): Promise<ChunkFrames> {
  const layout = config.layout(opened.facts, timesSec.length);
  const encoder = await createFrameEncoder(gpu, vision, config, layout, { reuseBelow }).catch(
    (thrown: unknown) => {
      opened.close();
      throw thrown;
    },
  );
  const frames = decodeFrames(opened, timesSec);
  return {
    async next(count, { stopwatch, onFrame }) {
      const reusedBefore = encoder.reusedFrames;
      const times: number[] = [];
      const pictures: Promise<Blob | null>[] = [];
      const tokens = await encoder.encode(take(frames, count), count, {
        stopwatch,
        onFrame(decoded) {
          times.push(decoded.timeSec);
          const thumbnail = makeThumbnail(decoded);
          pictures.push(toJpeg(thumbnail));
          if (onFrame === undefined) thumbnail.close();
          else onFrame({ timeSec: decoded.timeSec, thumbnail });
        },
      });
      if (times.length === 0) {
        tokens.destroy();
        return null;
      }
      const encoded = Promise.all(pictures).then((all) => all.filter((one) => one !== null));
      const reusedFrames = encoder.reusedFrames - reusedBefore;
      return { tokens, timesSec: times, reusedFrames, pictures: encoded };
    },
    async close() {
      await frames.return();
      encoder.destroy();
      opened.close();
    },
  };
}

/** Yields up to `count` frames and leaves the rest, where a `for` over all of them would end the generator. */
async function* take(
  frames: AsyncGenerator<DecodedFrame>,
  count: number,
): AsyncGenerator<DecodedFrame> {
  for (let i = 0; i < count; i++) {
    const { done, value } = await frames.next();
    if (done === true) return;
    yield must(value, "frame");
  }
}

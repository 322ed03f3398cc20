// Turns a file into the visual tokens of consecutive frames: decode, resize, encode, keep a small picture of each.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { decodeFrames, type DecodedFrame } from "../media/decode-frames.ts";
import type { LiveFrames } from "../media/live/live-frames.ts";
import type { Opened } from "../media/open-input.ts";
import type { VideoLayout } from "../model/adapters/adapter.ts";
import { toJpeg } from "../media/picture.ts";
import { makeThumbnail } from "../media/thumbnail.ts";
import { COPYING } from "../vision/encode-settings.ts";
import { createFrameEncoder } from "../vision/frame-encoder.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { StageStopwatch } from "./stages.ts";

export interface SeenFrame {
  readonly timeSec: number;
  /** A small picture, which the receiver closes. */
  readonly thumbnail: ImageBitmap;
}

export interface EncodedFrames {
  /** [F, N, D], of F steps, which are frames in most families; the caller destroys it. */
  readonly tokens: Tensor;
  /** The times of the first frames of the F steps, in seconds. */
  readonly timesSec: readonly number[];
  /** When each frame begins to be shown, in seconds from the clip's first frame, which is the time that prompts give. */
  readonly shownTimesSec: readonly number[];
  /** The number of frames that took the tokens of an earlier frame. */
  readonly reusedFrames: number;
  /** The pictures that the browser could encode. */
  readonly pictures: Promise<readonly Blob[]>;
}

export interface ChunkFrames {
  /** Returns the steps of up to `count` frames, or null when none is left. After a failure, only `close` may be called. */
  next(count: number, options: ChunkFramesOptions): Promise<EncodedFrames | null>;
  close(): Promise<void>;
}

export interface ChunkFramesPlan {
  readonly timesSec: readonly number[];
  /** The layout of the whole video's frames, of which these may be the rest. */
  readonly layout: VideoLayout;
  readonly reuseBelow: number;
  /** Whether patches that have not changed are copied. */
  readonly copiesStill: boolean;
}

export interface ChunkFramesOptions {
  readonly stopwatch: StageStopwatch;
  readonly onFrame?: ((frame: SeenFrame) => void) | undefined;
}

/** What gives decoded frames in their order; `next` says that it is done where none is there for now. */
interface DecodedFrames {
  next(): Promise<IteratorResult<DecodedFrame, unknown>>;
  close(): Promise<void>;
}

/** Opens the frames of `opened` at `timesSec`. `opened` is closed with them, and when this fails. */
export function openChunkFrames(
  gpu: Gpu,
  model: Pick<LoadedModel, "vision" | "config">,
  opened: Opened,
  { timesSec, ...plan }: ChunkFramesPlan,
): Promise<ChunkFrames> {
  const frames = decodeFrames(opened, timesSec);
  const decoded: DecodedFrames = {
    next: () => frames.next(),
    async close() {
      await frames.return();
      opened.close();
    },
  };
  return encodedFrames(gpu, model, decoded, plan);
}

/** Opens frames that wait to be read, which stay the caller's. What is taken and not read waits again when they are closed. */
export function openLiveChunks(
  gpu: Gpu,
  model: Pick<LoadedModel, "vision" | "config">,
  frames: LiveFrames,
  plan: Omit<ChunkFramesPlan, "timesSec">,
): Promise<ChunkFrames> {
  const decoded: DecodedFrames = {
    async next() {
      const value = frames.take();
      return value === null ? { done: true, value } : { done: false, value };
    },
    close: async () => frames.giveBack(),
  };
  return encodedFrames(gpu, model, decoded, plan);
}

async function encodedFrames(
  gpu: Gpu,
  { vision, config }: Pick<LoadedModel, "vision" | "config">,
  frames: DecodedFrames,
  { layout, reuseBelow, copiesStill }: Omit<ChunkFramesPlan, "timesSec">,
): Promise<ChunkFrames> {
  const still = copiesStill ? COPYING : null;
  const encoder = await createFrameEncoder(gpu, vision, config, layout, {
    reuseBelow,
    still,
  }).catch(async (thrown: unknown) => {
    await frames.close();
    throw thrown;
  });
  const firstOfStep = 1 % config.framesPerStep;
  return {
    async next(count, { stopwatch, onFrame }) {
      const reusedBefore = encoder.reusedFrames;
      const [times, shownTimesSec]: [number[], number[]] = [[], []];
      const pictures: Promise<Blob | null>[] = [];
      const tokens = await encoder.encode(take(frames, count), count, {
        stopwatch,
        onFrame(decoded) {
          // A step is shown by its first frame.
          if (shownTimesSec.push(decoded.timestampSec) % config.framesPerStep !== firstOfStep)
            return;
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
      return { tokens, timesSec: times, shownTimesSec, reusedFrames, pictures: encoded };
    },
    async close() {
      await frames.close();
      encoder.destroy();
    },
  };
}

/** Yields up to `count` frames and leaves the rest, where a `for` over all of them would end the generator. */
async function* take(
  frames: Pick<DecodedFrames, "next">,
  count: number,
): AsyncGenerator<DecodedFrame> {
  for (let i = 0; i < count; i++) {
    const { done, value } = await frames.next();
    if (done === true) return;
    yield must(value, "frame");
  }
}

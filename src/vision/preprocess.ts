// Turns frames into the model's pixels: upright, resized as Pillow does it, normalised, all on the GPU. The picture is
// squashed to the model's sizes, one after the other, whatever its aspect.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import {
  recordResize,
  recordResizeBytes,
  loadResize,
  type WeightTensors,
} from "../kernels/resize.ts";
import { loadResizeLoad, runResizeLoad, uprightWalk } from "../kernels/resize-load.ts";
import { resizeWeights, type ResizeFilter } from "../kernels/resize-weights.ts";
import type { PixelConfig, Size } from "../model/adapters/adapter.ts";
import { createFrameTextures, type FrameRoute } from "./frame-texture.ts";

/** The part of a frame from `media` that this stage uses. */
export interface TurnedFrame {
  readonly frame: VideoFrame;
  /** The rotation in degrees clockwise. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Whether left and right are swapped, after the rotation. */
  readonly isMirrored: boolean;
}

export interface Preprocessor {
  /**
   * Writes the frame to `target[index]`, where `target` is float32 [T, 3, height, width]; its work is submitted when
   * the promise resolves. Leaves the frame open. One call at a time.
   * @throws AppError `frame-upload`.
   */
  encodeFrame(frame: TurnedFrame, target: Tensor, index: number): Promise<void>;
  /** How frames reach the GPU. */
  readonly route: FrameRoute;
  destroy(): void;
}

/**
 * `resizes` are the sizes that a frame takes on in turn, at least one. `route` is the first way to try, for tests;
 * default: the fastest.
 * @throws AppError `kernel-compile`.
 */
export async function createPreprocessor(
  gpu: Gpu,
  config: PixelConfig,
  resizes: readonly Size[],
  route?: FrameRoute,
): Promise<Preprocessor> {
  const [load, resize] = await Promise.all([loadResizeLoad(gpu), loadResize(gpu)]);
  const textures = createFrameTextures(gpu, route);
  const weights = createWeightCache(gpu, config.resample);
  const upright = createScratch(gpu, "vision/upright");
  // Each resize has its own scratch: growing a shared one would free what is recorded but not yet submitted.
  const stages = resizes.map((size) => ({
    size,
    between: createScratch(gpu, "vision/narrowed"),
    resized: createScratch(gpu, "vision/resized"),
  }));
  const last = must(stages.at(-1), "size of the model's picture");
  return {
    get route() {
      return textures.route;
    },
    encodeFrame({ frame, rotation, isMirrored }, target, index) {
      return textures.withFrame(frame, ({ texture, width, height }) => {
        const walk = uprightWalk(width, height, rotation, isMirrored);
        let { rows, columns } = walk;
        let pixels = upright.atLeast(rows * columns);
        runResizeLoad(gpu, load, texture, walk, pixels);
        const recorder = createRecorder(gpu, "vision/resize");
        const passesTo = ({ size, between }: (typeof stages)[number]) => ({
          pixels,
          rows,
          columns,
          between: between.atLeast(rows * size.width),
          across: weights.get(columns, size.width),
          down: weights.get(rows, size.height),
        });
        for (const stage of stages.slice(0, -1)) {
          const { width, height } = stage.size;
          const resized = stage.resized.atLeast(width * height);
          recordResizeBytes(recorder, resize, { ...passesTo(stage), target: resized });
          [pixels, rows, columns] = [resized, height, width];
        }
        recordResize(recorder, resize, {
          ...passesTo(last),
          target,
          index,
          rescale: config.rescale,
          mean: config.mean,
          std: config.std,
        });
        recorder.submit();
      });
    },
    destroy() {
      textures.destroy();
      weights.destroy();
      upright.destroy();
      for (const { between, resized } of stages) {
        between.destroy();
        resized.destroy();
      }
    },
  };
}

/** Keeps the tables of a few source and target sizes; a video has two. */
function createWeightCache(gpu: Gpu, filter: ResizeFilter) {
  const cache = new Map<string, WeightTensors>();
  return {
    get(sourceSize: number, targetSize: number): WeightTensors {
      const key = `${sourceSize}→${targetSize}`;
      if (!cache.has(key)) {
        const { taps, spans, weights } = resizeWeights(sourceSize, targetSize, filter);
        cache.set(key, {
          spans: tensorFrom(gpu, spans, [targetSize, 2], `vision/spans ${key}`),
          weights: tensorFrom(gpu, weights, [targetSize, taps], `vision/weights ${key}`),
        });
      }
      return must(cache.get(key), key);
    },
    destroy(): void {
      for (const { spans, weights } of cache.values()) {
        spans.destroy();
        weights.destroy();
      }
      cache.clear();
    },
  };
}

/** A uint32 tensor that grows to the largest size asked for. */
function createScratch(gpu: Gpu, label: string) {
  let tensor: Tensor | null = null;
  return {
    atLeast(count: number): Tensor {
      if (tensor === null || (tensor.dims[0] ?? 0) < count) {
        tensor?.destroy();
        tensor = createTensor(gpu, [count], "uint32", label);
      }
      return tensor;
    },
    destroy(): void {
      tensor?.destroy();
      tensor = null;
    },
  };
}

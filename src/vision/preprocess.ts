// Frames → the model's pixels: turned upright, resized as Pillow does, normalised, all on the GPU.
// The picture is squashed to the model's size, whatever its aspect: so LLaVA-OneVision treats video.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { encodeResize, loadResize, type WeightTensors } from "../kernels/resize.ts";
import { loadResizeLoad, runResizeLoad, uprightWalk } from "../kernels/resize-load.ts";
import { resizeWeights, type ResizeFilter } from "../kernels/resize-weights.ts";
import type { PreprocessorConfig } from "../model/config.ts";
import { createFrameTextures, type FrameRoute } from "./frame-texture.ts";

/** What `media` yields, as far as this stage cares. */
export interface TurnedFrame {
  readonly frame: VideoFrame;
  /** Degrees clockwise. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Left and right are swapped, after the rotation. */
  readonly isMirrored: boolean;
}

export interface Preprocessor {
  /**
   * Writes the frame to `target[index]`, `target` being float32 [T, 3, height, width]; submitted when it resolves.
   * Leaves the frame open. One call at a time. @throws AppError `frame-upload`.
   */
  encodeFrame(frame: TurnedFrame, target: Tensor, index: number): Promise<void>;
  /** How frames reach the GPU. */
  readonly route: FrameRoute;
  destroy(): void;
}

/** @throws AppError `kernel-compile`. `route`: the first way to try, for tests; default: the fastest. */
export async function createPreprocessor(
  gpu: Gpu,
  config: PreprocessorConfig,
  route?: FrameRoute,
): Promise<Preprocessor> {
  const [load, resize] = await Promise.all([loadResizeLoad(gpu), loadResize(gpu)]);
  const textures = createFrameTextures(gpu, route);
  const weights = createWeightCache(gpu, config.resample);
  const pixels = createScratch(gpu, "vision/upright");
  const between = createScratch(gpu, "vision/narrowed");
  return {
    get route() {
      return textures.route;
    },
    encodeFrame({ frame, rotation, isMirrored }, target, index) {
      return textures.withFrame(frame, ({ texture, width, height }) => {
        const walk = uprightWalk(width, height, rotation, isMirrored);
        const { rows, columns } = walk;
        runResizeLoad(gpu, load, texture, walk, pixels.atLeast(rows * columns));
        const recorder = createRecorder(gpu, "vision/resize");
        encodeResize(gpu, recorder, resize, {
          pixels: pixels.atLeast(rows * columns),
          rows,
          columns,
          between: between.atLeast(rows * config.width),
          across: weights.get(columns, config.width),
          down: weights.get(rows, config.height),
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
      pixels.destroy();
      between.destroy();
    },
  };
}

/** The tables of a few source and target sizes; a video has two. */
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

// Turns pixels of some frames into what this model's vision encoder takes: frames as they are, frames as one sequence
// with a mask, or rows of patches, padded or not.

import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, reshape } from "../gpu/tensor.ts";
import { recordPatchify, PATCHIFY, patchLength } from "../kernels/patchify.ts";
import type { Size, VisionInput } from "../model/adapters/adapter.ts";
import { gridInput } from "../model/check-graphs.ts";
import type { Feed, Graph } from "../model/graph.ts";
import type { Pixels } from "./pixels.ts";

export interface VisionFeeds {
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Frees the tensors; call it when the encoder has run. */
  destroy(): void;
}

/** `pixels` is [≥ frames, 3, H, W]; `frames` is even when two make a step. */
export type PackFrames = (pixels: Pixels, frames: number) => VisionFeeds;

/** The number of frames in a temporal patch. */
const FRAMES_PER_STEP = 2;

/** `picture` is the encoder's own size, H × W. */
export async function createVisionInput(
  gpu: Gpu,
  graph: Graph,
  input: VisionInput,
  picture: Size,
): Promise<PackFrames> {
  const { width, height } = picture;
  const nothing = (): void => undefined;
  switch (input.kind) {
    case "frames":
      return (pixels, frames) => ({
        feeds: { pixel_values: feedOf(graph, pixels, [frames, 3, height, width]) },
        destroy: nothing,
      });
    case "sequence":
      return (pixels, frames) => ({
        feeds: {
          pixel_values: feedOf(graph, pixels, [1, frames, 3, height, width]),
          // No pixel is padding: frames are squashed to the size.
          pixel_attention_mask: graph.bools(new Uint8Array(frames * height * width).fill(1), [
            1,
            frames,
            height,
            width,
          ]),
        },
        destroy: nothing,
      });
    case "patches": {
      const kernel = await gpu.kernels.load(PATCHIFY);
      const { patch, merge } = input;
      const patches = { rows: height / patch, columns: width / patch };
      const perStep = patches.rows * patches.columns;
      return (pixels, frames) => {
        const steps = frames / FRAMES_PER_STEP;
        const shape = { steps, frames: FRAMES_PER_STEP, patches, merge, patch } as const;
        const dims = [steps * perStep, patchLength(shape)];
        const rows = createTensor(gpu, dims, "float32", "vision/patches");
        const recorder = createRecorder(gpu, "vision/patchify");
        recordPatchify(recorder, kernel, shape, { pixels: pixels.onGpu(), rows });
        recorder.submit();
        const grid = BigInt64Array.from([steps, patches.rows, patches.columns], BigInt);
        return {
          feeds: { pixel_values: rows, [gridInput(graph)]: graph.int64(grid, [1, 3]) },
          destroy: () => rows.destroy(),
        };
      };
    }
    case "padded": {
      const kernel = await gpu.kernels.load(PATCHIFY);
      const { patch, rows: padded } = input;
      const patches = { rows: height / patch, columns: width / patch };
      const isPatch = Array.from({ length: padded }, (_, i) =>
        i < patches.rows * patches.columns ? 1n : 0n,
      );
      const perFrame = (values: readonly bigint[], count: number): BigInt64Array =>
        BigInt64Array.from(Array.from({ length: count }, () => values).flat());
      return (pixels, frames) => {
        const shape = {
          steps: frames,
          frames: 1,
          patches,
          merge: 1,
          patch,
          padded,
          isChannelLast: true,
        } as const;
        const dims = [frames, padded, patchLength(shape)];
        const rows = createTensor(gpu, dims, "float32", "vision/patches");
        const recorder = createRecorder(gpu, "vision/patchify");
        recordPatchify(recorder, kernel, shape, { pixels: pixels.onGpu(), rows });
        recorder.submit();
        const shapes = perFrame([BigInt(patches.rows), BigInt(patches.columns)], frames);
        return {
          feeds: {
            pixel_values: rows,
            pixel_attention_mask: graph.int64(perFrame(isPatch, frames), [frames, padded]),
            spatial_shapes: graph.int64(shapes, [frames, 2]),
          },
          destroy: () => rows.destroy(),
        };
      };
    }
  }
}

/** The first of the pixels for the graph, from where they lie. */
const feedOf = (graph: Graph, pixels: Pixels, dims: readonly number[]): Feed =>
  pixels.values === null
    ? reshape(pixels.onGpu(), dims)
    : graph.floats(pixels.values.subarray(0, elementCount(dims)), dims);

// Pixels of some frames → what this model's vision encoder takes: frames as they are, frames as one sequence with a
// mask, or rows of patches.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { encodePatchify, PATCHIFY, patchLength } from "../kernels/patchify.ts";
import type { Size, VisionInput } from "../model/adapters/adapter.ts";
import type { Feed, Graph } from "../model/graph.ts";

export interface VisionFeeds {
  readonly feeds: Readonly<Record<string, Feed>>;
  /** Call when the encoder has run. */
  destroy(): void;
}

/** `pixels` [≥ frames, 3, H, W]; `frames` is at most `mostFrames` of the input, and even where two make a step. */
export type PackFrames = (pixels: Tensor, frames: number) => VisionFeeds;

/**
 * Frames that one run of the vision encoder may take. Qwen2-VL's export was traced with one temporal step: its attention
 * mask is open for the first step's patches only, and what it gives for later steps of a run is wrong. Steps do not see
 * each other, so that one step a run is the same mathematics.
 */
export const mostFrames = (input: VisionInput): number =>
  input.kind === "patches" ? FRAMES_PER_STEP : Infinity;

/** Of a temporal patch. */
const FRAMES_PER_STEP = 2;

/** `picture`: the encoder's own size, H × W. */
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
        feeds: { pixel_values: { ...pixels, dims: [frames, 3, height, width] } },
        destroy: nothing,
      });
    case "sequence":
      return (pixels, frames) => ({
        feeds: {
          pixel_values: { ...pixels, dims: [1, frames, 3, height, width] },
          // Every pixel is picture: frames are squashed, never padded.
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
        const steps = frames / 2;
        const dims = [steps * perStep, patchLength(patch)];
        const rows = createTensor(gpu, dims, "float32", "vision/patches");
        const recorder = createRecorder(gpu, "vision/patchify");
        encodePatchify(gpu, recorder, kernel, { steps, patches, merge, patch }, { pixels, rows });
        recorder.submit();
        const grid = BigInt64Array.from([steps, patches.rows, patches.columns], BigInt);
        return {
          feeds: { pixel_values: rows, grid_thw: graph.int64(grid, [1, 3]) },
          destroy: () => rows.destroy(),
        };
      };
    }
  }
}

// Tells for each patch of each step of a batch in which step it is encoded: in this one if it has changed, else in the last
// one before it in which it was. It is the largest difference within a patch that counts: a mean would hide what is small. In large
// patches it is that of two by two pixels, because a camera's noise, other than things, is in single ones.

import wgsl from "../../shaders/patch-sources.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount, type Grid } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PATCH_SOURCES = kernelSource("patch-sources", wgsl);

/** How a step's pixels are cut into patches; what does not fill one at the right and bottom belongs to none. */
export interface PatchGrid {
  readonly grid: Grid;
  /** The side of a patch, in pixels. */
  readonly patch: number;
  /** Patches are in the order of blocks of merge × merge. */
  readonly merge: number;
  readonly framesPerStep: number;
}

export interface PatchSourcesShape extends PatchGrid {
  readonly steps: number;
  /** The largest difference of a block's mean at which a patch counts as unchanged, in the model's normalised pixels. */
  readonly threshold: number;
  /** A patch is encoded at the latest so many steps after it was. */
  readonly refresh: number;
}

/** The side of the blocks whose means are compared: 2 from patches of 14 pixels on, where noise would reach any threshold. */
export const blockOf = (patch: number): number => Math.max(1, Math.floor(patch / 7));

/** The age of a patch that was never encoded. */
export const NEVER = 2 ** 32 - 1;

export interface PatchSourcesTensors {
  /** float32 [≥ steps · framesPerStep, 3, H, W] */
  readonly pixels: Tensor;
  /** float32 [framesPerStep, 3, H, W]: the pixels that each patch had when it was last encoded. */
  readonly last: Tensor;
  /** uint32 [P]: how many steps before the first of these that was, or `NEVER`. */
  readonly ages: Tensor;
  /** uint32 [≥ steps, P]: 0 where a patch is not encoded, whatever it shows; else 1. */
  readonly wanted: Tensor;
  /** uint32 [steps, P]: 1 + the step in which it is encoded; 0 stands for `last`. */
  readonly sources: Tensor;
  /** uint32 [P]: the ages for the step after these. */
  readonly laterAges: Tensor;
}

export function recordPatchSources(
  recorder: Recorder,
  kernel: Kernel,
  shape: PatchSourcesShape,
  { pixels, last, ages, wanted, sources, laterAges }: PatchSourcesTensors,
): void {
  const { steps, grid, patch, merge, framesPerStep, threshold, refresh } = shape;
  const [frames = 0, channels, height = 0, width = 0] = pixels.dims;
  const patches = grid.rows * grid.columns;
  invariant(
    channels === 3 &&
      frames >= steps * framesPerStep &&
      grid.rows * patch <= height &&
      grid.columns * patch <= width &&
      grid.rows % merge === 0 &&
      grid.columns % merge === 0 &&
      elementCount(last.dims) === framesPerStep * 3 * height * width &&
      elementCount(wanted.dims) >= steps * patches &&
      elementCount(sources.dims) >= steps * patches,
    `${steps} steps of ${grid.rows}×${grid.columns} patches of ${patch} pixels in [${pixels.dims.join(", ")}]`,
  );
  recorder.dispatch(kernel, {
    inputs: [pixels, last, ages, wanted],
    outputs: [sources, laterAges],
    params: packParams(
      u32(steps, 3 * framesPerStep, height, width, grid.rows, grid.columns, merge, patch),
      u32(blockOf(patch), refresh),
      f32(threshold),
    ),
    items: patches,
  });
}

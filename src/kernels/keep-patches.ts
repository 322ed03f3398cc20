// Keeps the pixels that each patch had when it was last encoded, for the steps after a batch.

import wgsl from "../../shaders/keep-patches.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { PatchGrid } from "./patch-sources.ts";

export const KEEP_PATCHES = kernelSource("keep-patches", wgsl);

export interface KeepPatchesTensors {
  /** float32 [≥ steps · framesPerStep, 3, H, W] */
  readonly pixels: Tensor;
  /** uint32 [steps, P], as `recordPatchSources` writes them. */
  readonly sources: Tensor;
  /** float32 [framesPerStep, 3, H, W], of which changed patches are written. */
  readonly last: Tensor;
}

export function recordKeepPatches(
  recorder: Recorder,
  kernel: Kernel,
  { steps, grid, patch, merge, framesPerStep }: PatchGrid & { readonly steps: number },
  { pixels, sources, last }: KeepPatchesTensors,
): void {
  const [height = 0, width = 0] = pixels.dims.slice(2);
  recorder.dispatch(kernel, {
    inputs: [pixels, sources],
    outputs: [last],
    params: packParams(
      u32(steps, 3 * framesPerStep, height, width, grid.rows, grid.columns, merge, patch),
    ),
    items: elementCount(last.dims),
  });
}

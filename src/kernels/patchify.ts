// Frames in pairs → rows of patches, in the order of Qwen2-VL's image processor.

import wgsl from "../../shaders/patchify.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount, type Grid } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PATCHIFY: KernelSource = {
  label: "kernel/patchify",
  wgsl,
  inputs: 1,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface PatchShape {
  /** Pairs of frames. */
  readonly steps: number;
  /** Patches of a frame; both counts are multiples of `merge`. */
  readonly patches: Grid;
  /** Side of a block of patches that become one token. */
  readonly merge: number;
  /** Side of a patch, pixels. */
  readonly patch: number;
}

/** Values of one row: three channels of two frames. */
export const patchLength = (patch: number): number => 3 * 2 * patch * patch;

/** `pixels` [2 · steps, 3, H, W] → `rows` [steps · patches, 3 · 2 · patch²]; float32. */
export function encodePatchify(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { steps, patches, merge, patch }: PatchShape,
  { pixels, rows }: { readonly pixels: Tensor; readonly rows: Tensor },
): void {
  const values = steps * patches.rows * patches.columns * patchLength(patch);
  invariant(
    patches.rows % merge === 0 &&
      patches.columns % merge === 0 &&
      elementCount(pixels.dims) >= values &&
      elementCount(rows.dims) >= values,
    `${steps} steps of ${patches.rows}×${patches.columns} patches from [${pixels.dims.join(",")}] to [${rows.dims.join(",")}]`,
  );
  recorder.dispatch(kernel, {
    inputs: [pixels],
    outputs: [rows],
    params: packParams(
      ["u32", steps],
      ["u32", patches.rows],
      ["u32", patches.columns],
      ["u32", merge],
      ["u32", patch],
    ),
    grid: foldGrid(gpu, ceilDiv(values, LANES)),
  });
}

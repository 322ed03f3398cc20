// Cuts frames into rows of patches: in pairs and in blocks, in the order of Qwen2-VL's image processor, or frame by
// frame and padded, as SigLIP 2's does.

import wgsl from "../../shaders/patchify.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount, type Grid } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const PATCHIFY = kernelSource("patchify", wgsl);

export interface PatchShape {
  readonly steps: number;
  /** The number of frames in a step; every row holds a patch of each. */
  readonly frames: 1 | 2;
  /** The patches of a frame; both counts are multiples of `merge`. */
  readonly patches: Grid;
  /** The side of a block of patches that become one token. */
  readonly merge: number;
  /** The side of a patch, in pixels. */
  readonly patch: number;
  /** The rows of a step; those after its patches are zeros. Default: as many as it has patches. */
  readonly padded?: number;
  /** Whether a row's values are in the order frame, y, x, channel; default: channel, frame, y, x. */
  readonly isChannelLast?: boolean;
}

/** Returns the number of values in a row: three channels of a step's frames. */
export const patchLength = ({ patch, frames }: Pick<PatchShape, "patch" | "frames">): number =>
  3 * frames * patch * patch;

/** `pixels` [steps · frames, 3, H, W] → `rows` [steps · padded, 3 · frames · patch²]; float32. */
export function recordPatchify(
  recorder: Recorder,
  kernel: Kernel,
  shape: PatchShape,
  { pixels, rows }: { readonly pixels: Tensor; readonly rows: Tensor },
): void {
  const { steps, frames, patches, merge, patch, isChannelLast = false } = shape;
  const perStep = patches.rows * patches.columns;
  const { padded = perStep } = shape;
  const length = patchLength(shape);
  const values = steps * padded * length;
  invariant(
    patches.rows % merge === 0 &&
      patches.columns % merge === 0 &&
      padded >= perStep &&
      elementCount(pixels.dims) >= steps * perStep * length &&
      elementCount(rows.dims) >= values,
    `${steps} steps of ${patches.rows}×${patches.columns} patches in ${padded} rows from [${pixels.dims.join(",")}] to [${rows.dims.join(",")}]`,
  );
  recorder.dispatch(kernel, {
    inputs: [pixels],
    outputs: [rows],
    params: packParams(
      u32(
        steps,
        frames,
        patches.rows,
        patches.columns,
        merge,
        patch,
        padded,
        isChannelLast ? 1 : 0,
      ),
    ),
    items: values,
  });
}

// Resamples features on a grid to a coarser or finer grid. The shader states the formula, this file the launch.

import wgsl from "../../shaders/pool-bilinear.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount, type Grid } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const POOL_BILINEAR = kernelSource("pool-bilinear", wgsl);

export interface PoolShape {
  readonly frames: number;
  readonly from: Grid;
  /** The part of `from` that is pooled, starting at its first row and column; default: all of it. */
  readonly used?: Grid;
  readonly to: Grid;
  readonly width: number;
  /** The first frame of `pooled` that is written. */
  readonly firstFrame: number;
}

/** `features` [frames, from, D] → `pooled` [≥ firstFrame + frames, to, D], the same dtype. */
export function recordPoolBilinear(
  recorder: Recorder,
  kernel: Kernel,
  { frames, from, used = from, to, width, firstFrame }: PoolShape,
  { features, pooled }: { readonly features: Tensor; readonly pooled: Tensor },
): void {
  const tokens = to.rows * to.columns;
  invariant(
    elementCount(features.dims) >= frames * from.rows * from.columns * width &&
      elementCount(pooled.dims) >= (firstFrame + frames) * tokens * width,
    `pooling ${frames} frames of ${from.rows}×${from.columns} into frame ${firstFrame} of ${pooled.label} [${pooled.dims.join(",")}]`,
  );
  recorder.dispatch(kernel, {
    inputs: [features],
    outputs: [pooled],
    params: packParams(
      u32(
        frames,
        from.rows,
        from.columns,
        used.rows,
        used.columns,
        to.rows,
        to.columns,
        width,
        firstFrame,
      ),
    ),
    groups: frames * tokens * ceilDiv(width, kernel.source.lanes),
  });
}

// Copies the rows of a tensor that a list of indices names; also serves as embedding lookup.

import wgsl from "../../shaders/gather-rows.wgsl?raw";
import wgslVec4 from "../../shaders/gather-rows-vec4.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { type Kernel, kernelSource, type Real } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const GATHER_ROWS = kernelSource("gather-rows", wgsl);

/** The same for widths that are multiples of four, with a quarter of the loads. */
const GATHER_ROWS_VEC4 = kernelSource("gather-rows-vec4", wgslVec4, 32);

export interface GatherRowsTensors {
  /** [any, width] */
  readonly rows: Tensor;
  /** uint32 [≥ count], each a row's index. */
  readonly indices: Tensor;
  /** [≥ count, width], the dtype of `rows`. */
  readonly picked: Tensor;
}

/** Compiles the right kernel for `width`. */
export const loadGatherRows = (
  gpu: Pick<Gpu, "kernels">,
  width: number,
  real: Real,
): Promise<Kernel> => gpu.kernels.load(width % 4 === 0 ? GATHER_ROWS_VEC4 : GATHER_ROWS, {}, real);

/** Records one dispatch, or none without rows. `kernel` must come from `loadGatherRows` for this width. */
export function recordGatherRows(
  recorder: Recorder,
  kernel: Kernel,
  { count, width }: { readonly count: number; readonly width: number },
  { rows, indices, picked }: GatherRowsTensors,
): void {
  if (count === 0) return;
  const isVec4 = kernel.source === GATHER_ROWS_VEC4;
  recorder.dispatch(kernel, {
    inputs: [rows, indices],
    outputs: [picked],
    params: packParams(u32(count, isVec4 ? width / 4 : width)),
    groups: isVec4 ? count : count * ceilDiv(width, kernel.source.lanes),
  });
}

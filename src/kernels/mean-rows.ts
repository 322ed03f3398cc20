// Takes the mean of the rows of each group.

import wgsl from "../../shaders/mean-rows.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const MEAN_ROWS = kernelSource("mean-rows", wgsl);

export interface MeanRowsTensors {
  /** [any, width] */
  readonly rows: Tensor;
  /** uint32 [groups + 1]: where each group begins in `members`; none is empty. */
  readonly starts: Tensor;
  /** uint32: which rows. */
  readonly members: Tensor;
  /** [groups, width], of the type of `rows`. */
  readonly means: Tensor;
}

export function recordMeanRows(
  recorder: Recorder,
  kernel: Kernel,
  { groups, width }: { readonly groups: number; readonly width: number },
  { rows, starts, members, means }: MeanRowsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [rows, starts, members],
    outputs: [means],
    params: packParams(u32(groups, width)),
    items: groups * width,
  });
}

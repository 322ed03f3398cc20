// Rows of a tensor, chosen by a list of indices; also an embedding lookup.

import wgsl from "../../shaders/gather-rows.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const GATHER_ROWS: KernelSource = {
  label: "kernel/gather-rows",
  wgsl,
  inputs: 2,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface GatherRowsTensors {
  /** [any, width] */
  readonly rows: Tensor;
  /** uint32 [≥ count], each a row's index. */
  readonly indices: Tensor;
  /** [≥ count, width], the dtype of `rows`. */
  readonly picked: Tensor;
}

/** Records one dispatch; none for no rows. */
export function encodeGatherRows(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { count, width }: { readonly count: number; readonly width: number },
  { rows, indices, picked }: GatherRowsTensors,
): void {
  if (count === 0) return;
  recorder.dispatch(kernel, {
    inputs: [rows, indices],
    outputs: [picked],
    params: packParams(["u32", count], ["u32", width]),
    grid: foldGrid(gpu, count * ceilDiv(width, LANES)),
  });
}

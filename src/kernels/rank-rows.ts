// Ranks the values of each row, best first. For tokens of a frame, and for channels by variance.

import wgsl from "../../shaders/rank-rows.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const RANK_ROWS = kernelSource("rank-rows", wgsl);

export const rankRowsConstants = (first: "largest" | "smallest") => ({
  LARGEST_FIRST: first === "largest" ? 1 : 0,
});

/** `values` float32 [rows, columns] → `ranks` uint32 [rows, columns], 0 = first; equal values by index, NaN below all others. */
export function recordRankRows(
  recorder: Recorder,
  kernel: Kernel,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { values, ranks }: { readonly values: Tensor; readonly ranks: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [values],
    outputs: [ranks],
    params: packParams(u32(rows, columns)),
    items: rows * ceilDiv(columns, 8),
  });
}

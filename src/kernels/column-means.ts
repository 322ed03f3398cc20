// Takes the mean of each column.

import wgsl from "../../shaders/column-means.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COLUMN_MEANS = kernelSource("column-means", wgsl); // a power of two

/** `values` float32 [rows, columns] → `means` float32 [columns]. */
export function recordColumnMeans(
  recorder: Recorder,
  kernel: Kernel,
  { rows, columns }: { readonly rows: number; readonly columns: number },
  { values, means }: { readonly values: Tensor; readonly means: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [values],
    outputs: [means],
    params: packParams(u32(rows, columns)),
    groups: columns,
  });
}

// A question's query of one layer: the mean of its tokens' queries before rotation.

import wgsl from "../../shaders/mean-query.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const MEAN_QUERY: KernelSource = {
  label: "kernel/mean-query",
  wgsl,
  inputs: 1,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface MeanQueryTensors {
  /** [1, rows, ≥ heads · headSize], as the graph gives them: alone, or packed with keys and values behind them. */
  readonly queries: Tensor;
  /** float32 [heads, headSize] */
  readonly mean: Tensor;
}

/** Records one dispatch. `count` rows from `fromRow` on, at least one. */
export function encodeMeanQuery(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { fromRow, count }: { readonly fromRow: number; readonly count: number },
  { queries, mean }: MeanQueryTensors,
): void {
  const rowWidth = queries.dims.at(-1) ?? 0;
  const width = elementCount(mean.dims);
  const rows = elementCount(queries.dims) / rowWidth;
  invariant(
    width <= rowWidth,
    `${queries.label} has rows of ${rowWidth}, wanted at least ${width}`,
  );
  invariant(
    count > 0 && fromRow >= 0 && fromRow + count <= rows,
    `${queries.label} has ${rows} rows, wanted ${count} from ${fromRow} on`,
  );
  recorder.dispatch(kernel, {
    inputs: [queries],
    outputs: [mean],
    params: packParams(["u32", fromRow], ["u32", count], ["u32", rowWidth], ["u32", width]),
    grid: foldGrid(gpu, ceilDiv(width, LANES)),
  });
}

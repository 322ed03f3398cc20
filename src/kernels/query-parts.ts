// A question's query of one layer for products with bounds: the mean of its tokens' queries before rotation, what is above
// 0 apart from what is below.

import wgsl from "../../shaders/query-parts.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv, elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const QUERY_PARTS: KernelSource = {
  label: "kernel/query-parts",
  wgsl,
  inputs: 1,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface QueryPartsTensors {
  /** [1, rows, ≥ heads · headSize], as the graph gives them: alone, or packed with keys and values behind them. */
  readonly queries: Tensor;
  /** float32 [2 · heads, headSize]: all positive parts, all negative ones. */
  readonly parts: Tensor;
}

/** Records one dispatch. `count` rows from `fromRow` on, at least one. */
export function encodeQueryParts(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { fromRow, count }: { readonly fromRow: number; readonly count: number },
  { queries, parts }: QueryPartsTensors,
): void {
  const rowWidth = queries.dims.at(-1) ?? 0;
  const width = elementCount(parts.dims) / 2;
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
    outputs: [parts],
    params: packParams(["u32", fromRow], ["u32", count], ["u32", rowWidth], ["u32", width]),
    grid: foldGrid(gpu, ceilDiv(width, LANES)),
  });
}

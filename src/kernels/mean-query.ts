// Computes a question's query in one layer: the mean of its tokens' queries before rotation.

import wgsl from "../../shaders/mean-query.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordQueryRows, type QueryRows } from "./query-rows.ts";

export const MEAN_QUERY = kernelSource("mean-query", wgsl);

export interface MeanQueryTensors {
  /** [1, rows, ≥ heads · headSize], as the graph gives them: alone, or packed with keys and values after them. */
  readonly queries: Tensor;
  /** float32 [heads, headSize] */
  readonly mean: Tensor;
}

/** Records one dispatch. */
export function recordMeanQuery(
  recorder: Recorder,
  kernel: Kernel,
  rows: QueryRows,
  { queries, mean }: MeanQueryTensors,
): void {
  const width = elementCount(mean.dims);
  recordQueryRows(recorder, kernel, rows, { queries, made: mean, width });
}

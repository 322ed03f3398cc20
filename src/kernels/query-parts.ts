// Computes a question's query in one layer for products with bounds: the mean of its tokens' queries before rotation,
// with values above 0 and below 0 apart.

import wgsl from "../../shaders/query-parts.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordQueryRows, type QueryRows } from "./query-rows.ts";

export const QUERY_PARTS = kernelSource("query-parts", wgsl);

export interface QueryPartsTensors {
  /** [1, rows, ≥ heads · headSize], as the graph gives them: alone, or packed with keys and values after them. */
  readonly queries: Tensor;
  /** float32 [2 · heads, headSize]: all positive parts, then all negative ones. */
  readonly parts: Tensor;
}

/** Records one dispatch. */
export function recordQueryParts(
  recorder: Recorder,
  kernel: Kernel,
  rows: QueryRows,
  { queries, parts }: QueryPartsTensors,
): void {
  const width = elementCount(parts.dims) / 2;
  recordQueryRows(recorder, kernel, rows, { queries, made: parts, width });
}

// Measures how much a position can contribute to attention: the length of its values, averaged over heads.

import wgsl from "../../shaders/value-norms.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { cacheDims } from "./cache-dims.ts";

export const VALUE_NORMS = kernelSource("value-norms", wgsl);

export interface ValueNormsTensors {
  /** [1, heads, any, headSize] */
  readonly values: Tensor;
  /** uint32 [≥ count], each a row of `values`. */
  readonly rows: Tensor;
  /** float32 [≥ count] */
  readonly scores: Tensor;
}

/** Records one dispatch, or none without rows. */
export function recordValueNorms(
  recorder: Recorder,
  kernel: Kernel,
  { count }: { readonly count: number },
  { values, rows, scores }: ValueNormsTensors,
): void {
  const { heads, rows: held, headSize } = cacheDims(values);
  invariant(
    elementCount(rows.dims) >= count && elementCount(scores.dims) >= count,
    `${rows.label} or ${scores.label} holds fewer than ${count}`,
  );
  if (count === 0) return;
  recorder.dispatch(kernel, {
    inputs: [values, rows],
    outputs: [scores],
    params: packParams(u32(count, heads, headSize, held)),
    items: count,
  });
}

// Copies chosen positions of a layer's keys or values as they are: out of `present`, or into a question's cache.

import wgsl from "../../shaders/gather-cache.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { copyDims } from "./cache-dims.ts";

export const GATHER_CACHE = kernelSource("gather-cache", wgsl);

export interface GatherCacheTensors {
  /** [1, heads, any, headSize] */
  readonly entries: Tensor;
  /** uint32 [≥ count], each a row of `entries`. */
  readonly rows: Tensor;
  /** [1, heads, ≥ toRow + count, headSize], another buffer of the dtype of `entries`. */
  readonly gathered: Tensor;
}

/** Records one dispatch, or none without rows. Rows of `gathered` before and after the copied ones are unchanged. */
export function recordGatherCache(
  recorder: Recorder,
  kernel: Kernel,
  to: { readonly count: number; readonly toRow: number },
  { entries, rows, gathered }: GatherCacheTensors,
): void {
  const { source, target } = copyDims(entries, gathered, to);
  if (to.count === 0) return;
  const { heads, headSize } = source;
  recorder.dispatch(kernel, {
    inputs: [entries, rows],
    outputs: [gathered],
    params: packParams(u32(to.count, heads, headSize, source.rows, target.rows, to.toRow)),
    items: heads * to.count * headSize,
  });
}

// The rows of tokens that stand for others, as means of all that they stand for; and the list of those that stand.

import mergeWgsl from "../../shaders/merge-rows.wgsl?raw";
import standWgsl from "../../shaders/representatives.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const MERGE_ROWS = kernelSource("merge-rows", mergeWgsl);

export const REPRESENTATIVES = kernelSource("representatives", standWgsl);

/** `members` uint32 [count]: the token that stands for each → `ranks` uint32 [count]: 0 for those that stand. */
export function recordRepresentatives(
  recorder: Recorder,
  kernel: Kernel,
  { members, ranks }: { readonly members: Tensor; readonly ranks: Tensor },
): void {
  const count = elementCount(members.dims);
  recorder.dispatch(kernel, {
    inputs: [members],
    outputs: [ranks],
    params: packParams(u32(count)),
    items: count,
  });
}

export interface MergeRowsTensors {
  /** [count, width], of the dtype that the kernel was loaded for. */
  readonly features: Tensor;
  /** uint32 [most]: tokens of which each stands for its cluster. */
  readonly kept: Tensor;
  /** uint32: of `loadClusters`. */
  readonly labels: Tensor;
  readonly heads: Tensor;
  readonly following: Tensor;
  /** [most, width], of the same dtype. */
  readonly rows: Tensor;
}

export function recordMergeRows(
  recorder: Recorder,
  kernel: Kernel,
  { count, width, most }: { readonly count: number; readonly width: number; readonly most: number },
  { features, kept, labels, heads, following, rows }: MergeRowsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [features, kept, labels, heads, following],
    outputs: [rows],
    params: packParams(u32(count, width, most)),
    items: most * width,
  });
}

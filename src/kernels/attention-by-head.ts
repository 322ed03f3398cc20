// The attention of some rows → how much each place receives of it, head by head, weighed by pairs of row and place.

import wgsl from "../../shaders/attention-by-head.wgsl?raw";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { attentionParams, type AttentionHeads } from "./attention-sums.ts";
import type { ReceivedTensors } from "./received-attention.ts";

export const ATTENTION_BY_HEAD = kernelSource("attention-by-head", wgsl);

export interface ByHeadTensors extends Omit<ReceivedTensors, "received"> {
  /** float32 [R, n]: what the attention of a row to a place is multiplied by. */
  readonly gains: Tensor;
  /** float32 [heads, n] */
  readonly received: Tensor;
}

/** Records one dispatch behind `attention-sums`, or none without places. */
export function recordAttentionByHead(
  recorder: Recorder,
  kernel: Kernel,
  of: AttentionHeads,
  tensors: ByHeadTensors,
): void {
  const { queries, keys, raters, sums, places, gains, received } = tensors;
  const count = elementCount(places.dims);
  if (count === 0) return;
  const { params, scale } = attentionParams(of, tensors);
  recorder.dispatch(kernel, {
    inputs: [queries, keys, raters, sums, places, gains],
    outputs: [received],
    params: packParams(u32(count, ...params), f32(scale)),
    items: count * of.heads,
  });
}

// The attention of some rows → how much each place receives of it, on average over rows and heads.

import wgsl from "../../shaders/received-attention.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { attentionParams, type AttentionHeads, type AttentionRows } from "./attention-sums.ts";

export const RECEIVED_ATTENTION = kernelSource("received-attention", wgsl);

export interface ReceivedTensors extends AttentionRows {
  /** uint32 [n]: which of the keys. */
  readonly places: Tensor;
  /** float32 [n] */
  readonly received: Tensor;
}

/** Records one dispatch behind `attention-sums`, or none without places. */
export function recordReceivedAttention(
  recorder: Recorder,
  kernel: Kernel,
  of: AttentionHeads,
  tensors: ReceivedTensors,
): void {
  const { queries, keys, raters, sums, places, received } = tensors;
  const count = elementCount(places.dims);
  invariant(
    count === elementCount(received.dims),
    `${count} places and ${received.label} [${received.dims.join(",")}]`,
  );
  if (count === 0) return;
  const { params, scale } = attentionParams(of, tensors);
  recorder.dispatch(kernel, {
    inputs: [queries, keys, raters, sums, places],
    outputs: [received],
    params: packParams(u32(count, ...params), f32(scale)),
    items: count,
  });
}

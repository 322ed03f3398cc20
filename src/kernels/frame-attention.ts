// Estimates from the bounds of keys how each position and head of a question would spread its attention over frames.

import wgsl from "../../shaders/frame-attention.wgsl?raw";
import { invariant, must } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, f32, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FRAME_ATTENTION = kernelSource("frame-attention", wgsl);

export interface FrameAttentionTensors {
  /** [1, ≥ positions, ≥ heads · headSize], as the graph gives them: alone, or packed before keys and values. */
  readonly queries: Tensor;
  /** float32 [≥ frames, sides · kvHeads, headSize]: of `frame-bounds`, or the keys themselves. */
  readonly bounds: Tensor;
  /** float32 [positions, heads, frames] */
  readonly attention: Tensor;
}

export interface FrameAttentionOptions {
  /** What multiplies the products before the softmax. */
  readonly scale: number;
  /** How many vectors a frame has: its two bounds, or one key. Default 2. */
  readonly sides?: 1 | 2;
}

/** Records one dispatch, or none without frames. */
export function recordFrameAttention(
  recorder: Recorder,
  kernel: Kernel,
  { scale, sides = 2 }: FrameAttentionOptions,
  { queries, bounds, attention }: FrameAttentionTensors,
): void {
  const [positions = 0, heads = 0, frames = 0] = attention.dims;
  const [held = 0, vectors = 0, size = 0] = bounds.dims;
  const kvHeads = vectors / sides;
  const rowWidth = must(queries.dims.at(-1), "row width");
  invariant(
    Number.isInteger(heads / kvHeads) && heads * size <= rowWidth && frames <= held,
    `${bounds.label} is [${bounds.dims.join(",")}] for ${frames} frames, ${heads} heads, rows of ${rowWidth}`,
  );
  invariant(
    positions > 0 && positions * rowWidth <= elementCount(queries.dims),
    `${queries.label} is [${queries.dims.join(",")}], wanted ${positions} positions`,
  );
  if (frames === 0) return;
  const rows = positions * heads;
  recorder.dispatch(kernel, {
    inputs: [queries, bounds],
    outputs: [attention],
    params: packParams(u32(frames, rows, heads, kvHeads, size, rowWidth, sides), f32(scale)),
    groups: rows,
  });
}

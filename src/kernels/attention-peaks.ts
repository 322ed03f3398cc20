// Sums the attention that a question pays to each frame: the largest over its positions, summed over heads.

import wgsl from "../../shaders/attention-peaks.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { elementCount } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const ATTENTION_PEAKS = kernelSource("attention-peaks", wgsl);

export interface AttentionPeaksTensors {
  /** float32 [positions, heads, frames], of `frame-attention`. */
  readonly attention: Tensor;
  /** float32 [≥ to + frames] */
  readonly peaks: Tensor;
}

/** Records one dispatch, or none without frames. `to` is the first frame's place in `peaks`: layers lie in rows. */
export function recordAttentionPeaks(
  recorder: Recorder,
  kernel: Kernel,
  to: number,
  { attention, peaks }: AttentionPeaksTensors,
): void {
  const [positions = 0, heads = 0, frames = 0] = attention.dims;
  invariant(
    to >= 0 && to + frames <= elementCount(peaks.dims),
    `${frames} frames from ${to} on do not fit ${peaks.label}`,
  );
  if (frames === 0) return;
  recorder.dispatch(kernel, {
    inputs: [attention],
    outputs: [peaks],
    params: packParams(u32(frames, positions, heads, to)),
    items: frames,
  });
}

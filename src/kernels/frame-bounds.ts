// Two keys for each frame: the largest and the smallest value of each channel among its tokens' keys, which
// `rotate-keys` moved to position 0 before. A bias of the keys shifts both alike, and adds the same to every frame's
// product with a query.

import wgsl from "../../shaders/frame-bounds.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordFrameRows, type FrameRange } from "./frame-rows.ts";

export const FRAME_BOUNDS = kernelSource("frame-bounds", wgsl);

export interface FrameBoundsTensors {
  /** [1, heads, any, headSize], at position 0, with the tokens of a frame in adjacent rows. */
  readonly keys: Tensor;
  /** uint32 [frames + 1]: each frame's first row of `keys`, ascending, and the row after the last frame. */
  readonly starts: Tensor;
  /** float32 [≥ toFrame + frames, 2 · heads, headSize]: largest, then smallest; a frame without tokens gets 0. */
  readonly bounds: Tensor;
}

/** Records one dispatch, or none without frames. */
export function recordFrameBounds(
  recorder: Recorder,
  kernel: Kernel,
  at: FrameRange,
  { keys, starts, bounds }: FrameBoundsTensors,
): void {
  recordFrameRows(recorder, kernel, at, { keys, starts, made: bounds }, 2);
}

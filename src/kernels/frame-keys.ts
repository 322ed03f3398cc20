// One key for each frame: the mean of its tokens' keys, which `rotate-keys` moved to position 0 before; a mean of keys
// at several positions would lose the channels that turn fast. The keys' bias is still in it: it adds the same to every
// frame's product with a query, and standardising over frames removes that.

import wgsl from "../../shaders/frame-keys.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { recordFrameRows, type FrameRange } from "./frame-rows.ts";

export const FRAME_KEYS = kernelSource("frame-keys", wgsl);

export interface FrameKeysTensors {
  /** [1, heads, any, headSize], at position 0, with the tokens of a frame in adjacent rows. */
  readonly keys: Tensor;
  /** uint32 [frames + 1]: each frame's first row of `keys`, ascending, and the row after the last frame. */
  readonly starts: Tensor;
  /** float32 [≥ toFrame + frames, heads, headSize]; a frame without tokens gets 0. */
  readonly means: Tensor;
}

/** Records one dispatch, or none without frames. */
export function recordFrameKeys(
  recorder: Recorder,
  kernel: Kernel,
  at: FrameRange,
  { keys, starts, means }: FrameKeysTensors,
): void {
  recordFrameRows(recorder, kernel, at, { keys, starts, made: means }, 1);
}

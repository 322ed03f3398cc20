// One key a frame: the mean of its tokens' keys, which `rotate-keys` moved to position 0 before; a mean of keys at
// several positions would lose what turns fast. The bias of the keys is still in it: to a product with a query it adds
// the same for all frames, which standardising over frames takes away.

import wgsl from "../../shaders/frame-keys.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { cacheDims } from "./cache-dims.ts";

export const FRAME_KEYS: KernelSource = {
  label: "kernel/frame-keys",
  wgsl,
  inputs: 2,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface FrameKeysTensors {
  /** [1, heads, any, headSize], at position 0, the tokens of a frame side by side. */
  readonly keys: Tensor;
  /** uint32 [frames + 1]: each frame's first row of `keys`, ascending, and the row behind the last frame. */
  readonly starts: Tensor;
  /** float32 [≥ toFrame + frames, heads, headSize]; a frame without tokens gets 0. */
  readonly means: Tensor;
}

/** Records one dispatch; none for no frames. */
export function encodeFrameKeys(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { frames, toFrame }: { readonly frames: number; readonly toFrame: number },
  { keys, starts, means }: FrameKeysTensors,
): void {
  const { heads, rows, headSize } = cacheDims(keys);
  const [held = 0] = means.dims;
  invariant(
    means.dtype === "float32" && means.dims[1] === heads && means.dims[2] === headSize,
    `${means.label} is [${means.dims.join(",")}] ${means.dtype}, wanted [frames, ${heads}, ${headSize}] float32`,
  );
  invariant(
    toFrame >= 0 && toFrame + frames <= held,
    `${means.label} holds ${held} frames, ${frames} from ${toFrame} on do not fit`,
  );
  if (frames === 0) return;
  recorder.dispatch(kernel, {
    inputs: [keys, starts],
    outputs: [means],
    params: packParams(
      ["u32", frames],
      ["u32", heads],
      ["u32", headSize],
      ["u32", rows],
      ["u32", toFrame],
    ),
    grid: foldGrid(gpu, ceilDiv(frames * heads * headSize, LANES)),
  });
}

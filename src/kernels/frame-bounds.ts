// Two keys a frame: the largest and the smallest value of each channel among its tokens' keys, which `rotate-keys` moved
// to position 0 before. A bias of the keys moves both alike, and adds the same to every frame's product with a query.

import wgsl from "../../shaders/frame-bounds.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { cacheDims } from "./cache-dims.ts";

export const FRAME_BOUNDS: KernelSource = {
  label: "kernel/frame-bounds",
  wgsl,
  inputs: 2,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

export interface FrameBoundsTensors {
  /** [1, heads, any, headSize], at position 0, the tokens of a frame side by side. */
  readonly keys: Tensor;
  /** uint32 [frames + 1]: each frame's first row of `keys`, ascending, and the row behind the last frame. */
  readonly starts: Tensor;
  /** float32 [≥ toFrame + frames, 2 · heads, headSize]: all largest, all smallest; a frame without tokens gets 0. */
  readonly bounds: Tensor;
}

/** Records one dispatch; none for no frames. */
export function encodeFrameBounds(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { frames, toFrame }: { readonly frames: number; readonly toFrame: number },
  { keys, starts, bounds }: FrameBoundsTensors,
): void {
  const { heads, rows, headSize } = cacheDims(keys);
  const [held = 0] = bounds.dims;
  invariant(
    bounds.dtype === "float32" && bounds.dims[1] === 2 * heads && bounds.dims[2] === headSize,
    `${bounds.label} is [${bounds.dims.join(",")}] ${bounds.dtype}, wanted [frames, ${2 * heads}, ${headSize}] float32`,
  );
  invariant(
    toFrame >= 0 && toFrame + frames <= held,
    `${bounds.label} holds ${held} frames, ${frames} from ${toFrame} on do not fit`,
  );
  if (frames === 0) return;
  recorder.dispatch(kernel, {
    inputs: [keys, starts],
    outputs: [bounds],
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

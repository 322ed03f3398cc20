// Computes the uniqueness of frames: the mean over their tokens.

import wgsl from "../../shaders/frame-uniqueness.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FRAME_UNIQUENESS: KernelSource = {
  label: "kernel/frame-uniqueness",
  wgsl,
  lanes: 32,
  inputs: 1,
  outputs: 1,
  hasParams: true,
};

/** `video` float32 [T, N] → `uniqueness` float32 [T]. */
export function recordFrameUniqueness(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens }: { readonly frames: number; readonly tokens: number },
  { video, uniqueness }: { readonly video: Tensor; readonly uniqueness: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [video],
    outputs: [uniqueness],
    params: packParams(["u32", frames], ["u32", tokens]),
    grid: foldGrid(gpu, ceilDiv(frames, kernel.source.lanes)),
  });
}

// Computes the uniqueness of frames: the mean over their tokens.

import wgsl from "../../shaders/frame-uniqueness.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const FRAME_UNIQUENESS = kernelSource("frame-uniqueness", wgsl, 32);

/** `video` float32 [T, N] → `uniqueness` float32 [T]. */
export function recordFrameUniqueness(
  recorder: Recorder,
  kernel: Kernel,
  { frames, tokens }: { readonly frames: number; readonly tokens: number },
  { video, uniqueness }: { readonly video: Tensor; readonly uniqueness: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [video],
    outputs: [uniqueness],
    params: packParams(u32(frames, tokens)),
    items: frames,
  });
}

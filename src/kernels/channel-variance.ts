// Computes the variance of every channel over the whole video from means and squared deviations over chunks.

import wgsl from "../../shaders/channel-variance.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chunkFields, type ChunkedShape } from "./token-moments.ts";

export const CHANNEL_VARIANCE = kernelSource("channel-variance", wgsl, 32);

/** `moments` float32 [T, chunks, 2, 4 · quads], `centres` float32 [T + 1, 4 · quads] → `variance` float32 [4 · quads], population. */
export function recordChannelVariance(
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape,
  {
    moments,
    centres,
    variance,
  }: { readonly moments: Tensor; readonly centres: Tensor; readonly variance: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [moments, centres],
    outputs: [variance],
    params: packParams(chunkFields(shape)),
    items: shape.quads,
  });
}

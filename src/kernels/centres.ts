// Computes the centre of every frame and of the video from means over chunks.

import wgsl from "../../shaders/centres.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chunkFields, type ChunkedShape } from "./token-moments.ts";

export const CENTRES = kernelSource("centres", wgsl, 32);

/** `moments` float32 [T, chunks, planes, 4 · quads] → `centres` float32 [T + 1, 4 · quads], the video's in the last row. */
export function recordCentres(
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape,
  {
    moments,
    planes,
    centres,
  }: { readonly moments: Tensor; readonly planes: 1 | 2; readonly centres: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [moments],
    outputs: [centres],
    params: packParams(chunkFields(shape), u32(planes)),
    items: shape.quads,
  });
}

// Computes from squared distances in slices how unlike its video and its frame each token is, by five Gaussians.

import wgsl from "../../shaders/gaussian-uniqueness.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import { sumSlicesItems, type TokenShape, type UniquenessTensors } from "./cosine-uniqueness.ts";

export const GAUSSIAN_UNIQUENESS = kernelSource("gaussian-uniqueness", wgsl);

export function recordGaussianUniqueness(
  recorder: Recorder,
  kernel: Kernel,
  shape: TokenShape,
  { partials, video, scores }: UniquenessTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [partials],
    outputs: [video, scores],
    params: packParams(u32(shape.frames, shape.tokens)),
    items: sumSlicesItems(shape),
  });
}

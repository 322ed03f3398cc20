// Finds for each token how like it the most similar other token is: n² cosines, of which none is stored.

import wgsl from "../../shaders/nearest-other.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const NEAREST_OTHER = kernelSource("nearest-other", wgsl);

export interface NearestOtherTensors {
  /** float32 [quads, count, 4]: unit vectors, as unit-vectors makes them. */
  readonly units: Tensor;
  /** float32 [count]: the greatest cosine with another token. */
  readonly closeness: Tensor;
}

export function recordNearestOther(
  recorder: Recorder,
  kernel: Kernel,
  { count, quads }: { readonly count: number; readonly quads: number },
  { units, closeness }: NearestOtherTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [units, units],
    outputs: [closeness],
    params: packParams(u32(count, count, quads)),
    items: count,
  });
}

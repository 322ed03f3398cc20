// Along how many directions vectors spread, from the eigenvalues of their Gram matrix.

import wgsl from "../../shaders/effective-dimension.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const EFFECTIVE_DIMENSION = kernelSource("effective-dimension", wgsl, 128);

export interface EffectiveDimensionTensors {
  /** float32 [side], none below 0. */
  readonly eigenvalues: Tensor;
  /** float32 [1] */
  readonly dimension: Tensor;
}

export function recordEffectiveDimension(
  recorder: Recorder,
  kernel: Kernel,
  side: number,
  { eigenvalues, dimension }: EffectiveDimensionTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [eigenvalues],
    outputs: [dimension],
    params: packParams(u32(side)),
    groups: 1,
  });
}

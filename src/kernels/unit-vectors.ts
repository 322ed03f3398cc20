// Makes unit vectors of tokens, quad by quad, so that a dot product is a cosine.

import wgsl from "../../shaders/unit-vectors.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const UNIT_VECTORS = kernelSource("unit-vectors", wgsl);

export interface UnitVectorsTensors {
  /** [count, 4 · quads] */
  readonly tokens: Tensor;
  /** float32 [quads, count, 4]: unit vectors, quad by quad. A token of zeros stays zeros. */
  readonly units: Tensor;
}

export function recordUnitVectors(
  recorder: Recorder,
  kernel: Kernel,
  { count, quads }: { readonly count: number; readonly quads: number },
  { tokens, units }: UnitVectorsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens],
    outputs: [units],
    params: packParams(u32(count, quads)),
    items: count,
  });
}

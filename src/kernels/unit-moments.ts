// Computes means of the unit tokens over chunks of each frame, from features and norms.

import wgsl from "../../shaders/unit-moments.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chunkFields, type ChunkedShape } from "./token-moments.ts";

export const UNIT_MOMENTS = kernelSource("unit-moments", wgsl, 32);

export interface UnitMomentsTensors {
  /** [T, N, 4 · quads] */
  readonly tokens: Tensor;
  /** float32 [T, N] */
  readonly inverseNorms: Tensor;
  /** float32 [T, chunks, 1, 4 · quads]. */
  readonly moments: Tensor;
}

export function recordUnitMoments(
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape,
  { tokens, inverseNorms, moments }: UnitMomentsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, inverseNorms],
    outputs: [moments],
    params: packParams(chunkFields(shape)),
    groups: shape.frames * shape.chunks * ceilDiv(shape.quads, kernel.source.lanes),
  });
}

// Computes squared distances in slices from features, norms and centres of unit tokens.

import wgsl from "../../shaders/gaussian-distances.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { slicedItems, slicedParams, type SlicedShape } from "./cosine-dots.ts";

export const GAUSSIAN_DISTANCES = kernelSource("gaussian-distances", wgsl);

export interface GaussianDistancesTensors {
  /** [T, N, 4 · quads] */
  readonly tokens: Tensor;
  /** float32 [T, N] */
  readonly inverseNorms: Tensor;
  /** float32 [T + 1, 4 · quads] of unit tokens; the video's in the last row. */
  readonly centres: Tensor;
  /** float32 [tileCount, SLICES, 2, 2, 4]: for two times four tokens, to the video's centre, to the frame's. */
  readonly partials: Tensor;
}

export function recordGaussianDistances(
  recorder: Recorder,
  kernel: Kernel,
  shape: SlicedShape,
  { tokens, inverseNorms, centres, partials }: GaussianDistancesTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, inverseNorms, centres],
    outputs: [partials],
    params: slicedParams(shape),
    items: slicedItems(shape),
  });
}

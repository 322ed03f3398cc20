// Finds for each token how like it the most similar of some rows is: count · rows cosines, of which none is stored.

import wgsl from "../../shaders/nearest-row.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const NEAREST_ROW = kernelSource("nearest-row", wgsl);

export interface NearestRowShape {
  /** The number of tokens. */
  readonly count: number;
  /** The number of rows, at least 1. */
  readonly rows: number;
  readonly quads: number;
}

export interface NearestRowTensors {
  /** float32 [quads, count, 4]: unit vectors, as unit-vectors makes them. */
  readonly units: Tensor;
  /** float32 [quads, rows, 4]: unit vectors. */
  readonly kept: Tensor;
  /** float32 [count]: the greatest cosine with a row; −2 for a token without length, NaN for one that is not finite. */
  readonly closeness: Tensor;
}

export function recordNearestRow(
  recorder: Recorder,
  kernel: Kernel,
  { count, rows, quads }: NearestRowShape,
  { units, kept, closeness }: NearestRowTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [units, kept],
    outputs: [closeness],
    params: packParams(u32(count, rows, quads)),
    items: count,
  });
}

// The product of two square matrices: work of the kind that a model's graphs do most, by which adapters are measured.

import wgsl from "../../shaders/multiply-matrices.wgsl?raw";
import { invariant } from "../base/assert.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const MULTIPLY_MATRICES = kernelSource("multiply-matrices", wgsl);

export interface MultiplyTensors {
  /** float32 [side / 4, side, 4]: four columns of a row together. */
  readonly left: Tensor;
  /** float32 [side, side]. */
  readonly right: Tensor;
  /** float32 [side, side]. */
  readonly product: Tensor;
}

/** Records the product `rounds` times. `side`: rows and columns of each matrix, a multiple of four. */
export function recordMultiplyMatrices(
  recorder: Recorder,
  kernel: Kernel,
  side: number,
  { left, right, product }: MultiplyTensors,
  rounds = 1,
): void {
  invariant(side % 4 === 0, `matrices of ${side} columns`);
  recorder.repeat(rounds, [
    [
      kernel,
      {
        inputs: [left, right],
        outputs: [product],
        params: packParams(u32(side)),
        items: (side / 4) ** 2,
      },
    ],
  ]);
}

// The Gram matrix of unit vectors, whose eigenvalues tell along how many directions they spread.

import wgsl from "../../shaders/gram-matrix.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const GRAM_MATRIX = kernelSource("gram-matrix", wgsl);

export interface GramShape {
  readonly rows: number;
  /** Four channels each. */
  readonly quads: number;
}

/** Returns how many rows and columns the matrix has: as many as there are rows, or channels where those are fewer. */
export const gramSide = ({ rows, quads }: GramShape): number => Math.min(rows, 4 * quads);

export interface GramTensors {
  /** float32 [quads, rows, 4]: unit vectors. */
  readonly units: Tensor;
  /** float32 [side, side]: products over the number of rows, so that the trace is 1. */
  readonly matrix: Tensor;
}

export function recordGramMatrix(
  recorder: Recorder,
  kernel: Kernel,
  { rows, quads }: GramShape,
  { units, matrix }: GramTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [units],
    outputs: [matrix],
    params: packParams(u32(rows, quads, 4 * quads < rows ? 1 : 0)),
    items: gramSide({ rows, quads }) ** 2,
  });
}

// The eigenvalues of a symmetric matrix: reflections leave it three diagonals (Householder), and bisection finds the
// eigenvalues of those (Sturm). Two dispatches a row, whose tensors and params are bound once; nothing is read back.

import reflectWgsl from "../../shaders/tridiagonal-reflect.wgsl?raw";
import spectrumWgsl from "../../shaders/tridiagonal-spectrum.wgsl?raw";
import sweepWgsl from "../../shaders/tridiagonal-sweep.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const TRIDIAGONAL_REFLECT = kernelSource("tridiagonal-reflect", reflectWgsl, 128);

export const TRIDIAGONAL_SWEEP = kernelSource("tridiagonal-sweep", sweepWgsl);

export const TRIDIAGONAL_SPECTRUM = kernelSource("tridiagonal-spectrum", spectrumWgsl);

export interface SpectrumTensors {
  /** float32 [side, side]: symmetric, without negative eigenvalues; overwritten. */
  readonly matrix: Tensor;
  /** float32 [3, side]: scratch. */
  readonly vectors: Tensor;
  /** float32 [side]: scratch. */
  readonly products: Tensor;
  /** float32 [2, side]: scratch. */
  readonly diagonals: Tensor;
  /** float32 [2]: zeros. */
  readonly state: Tensor;
  /** float32 [side], ascending. */
  readonly eigenvalues: Tensor;
}

export function recordSpectrum(
  recorder: Recorder,
  [reflect, sweep, spectrum]: readonly [reflect: Kernel, sweep: Kernel, spectrum: Kernel],
  side: number,
  { matrix, vectors, products, diagonals, state, eigenvalues }: SpectrumTensors,
): void {
  const params = packParams(u32(side));
  recorder.repeat(side, [
    [
      reflect,
      { inputs: [matrix, products], outputs: [vectors, diagonals, state], params, groups: 1 },
    ],
    [sweep, { inputs: [vectors, state], outputs: [matrix, products], params, items: side }],
  ]);
  recorder.dispatch(spectrum, {
    inputs: [diagonals],
    outputs: [eigenvalues],
    params,
    items: side,
  });
}

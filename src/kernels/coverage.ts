// How well some rows stand for all tokens, in four numbers.

import wgsl from "../../shaders/coverage.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { f32, packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COVERAGE = kernelSource("coverage", wgsl, 128);

export interface CoverageShape {
  /** The number of tokens. */
  readonly count: number;
  /** The cosine from which on a token counts as covered. */
  readonly threshold: number;
}

export interface CoverageTensors {
  /** float32 [count], as nearest-row leaves it. */
  readonly closeness: Tensor;
  /**
   * float32 [4]: the share of covered tokens, the mean of 1 − closeness, the tokens that have a length, and those that are
   * not finite.
   */
  readonly found: Tensor;
}

export function recordCoverage(
  recorder: Recorder,
  kernel: Kernel,
  { count, threshold }: CoverageShape,
  { closeness, found }: CoverageTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [closeness],
    outputs: [found],
    params: packParams(u32(count), f32(threshold)),
    groups: 1,
  });
}

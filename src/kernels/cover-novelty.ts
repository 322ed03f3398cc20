// Cover's result: how new each token was when it was taken, and numbers by which all tokens can be put in order.

import wgsl from "../../shaders/cover-novelty.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COVER_NOVELTY = kernelSource("cover-novelty", wgsl);

export interface CoverNoveltyTensors {
  /** float32 [T, N] */
  readonly weights: Tensor;
  /** float32 [T, N], as the rounds leave them, the last update included. */
  readonly bounds: Tensor;
  /** uint32 [2 + most], as the rounds leave it. */
  readonly taken: Tensor;
  /** float32 [T, N] */
  readonly novelty: Tensor;
  /** float32 [T, N]: the larger, the sooner; no two taken tokens are equal. */
  readonly keys: Tensor;
}

export function recordCoverNovelty(
  recorder: Recorder,
  kernel: Kernel,
  { count }: { readonly count: number },
  { weights, bounds, taken, novelty, keys }: CoverNoveltyTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [weights, bounds, taken],
    outputs: [novelty, keys],
    params: packParams(u32(count)),
    items: count,
  });
}

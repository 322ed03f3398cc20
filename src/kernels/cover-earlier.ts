// Where Cover starts in a later chunk of a video: every token as far as it is from what earlier chunks kept.

import wgsl from "../../shaders/cover-earlier.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COVER_EARLIER = kernelSource("cover-earlier", wgsl);

export interface CoverEarlierTensors {
  /** uint32 [count, 4], as angle-codes makes them. */
  readonly codes: Tensor;
  /** uint32 [earlier, 4], made on the same channels. */
  readonly kept: Tensor;
  /** float32 [count], written as a whole. */
  readonly bounds: Tensor;
  /** uint32 [2 + most], left empty. */
  readonly taken: Tensor;
}

export function recordCoverEarlier(
  recorder: Recorder,
  kernel: Kernel,
  { count, earlier }: { readonly count: number; readonly earlier: number },
  { codes, kept, bounds, taken }: CoverEarlierTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [codes, kept],
    outputs: [bounds, taken],
    params: packParams(u32(count, earlier)),
    items: count,
  });
}

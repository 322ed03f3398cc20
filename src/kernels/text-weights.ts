// Weighs the rows of a text by how like each of them a token is.

import wgsl from "../../shaders/text-weights.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const TEXT_WEIGHTS = kernelSource("text-weights", wgsl);

export interface TextWeightsShape {
  readonly tokens: number;
  readonly texts: number;
  readonly width: number;
}

/** `features` [tokens, width], `texts` float32 [texts, width] → `weights` float32 [tokens, texts], 1 a token in all. */
export function recordTextWeights(
  recorder: Recorder,
  kernel: Kernel,
  { tokens, texts: rows, width }: TextWeightsShape,
  {
    features,
    texts,
    weights,
  }: { readonly features: Tensor; readonly texts: Tensor; readonly weights: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [features, texts],
    outputs: [weights],
    params: packParams(u32(tokens, rows, width)),
    items: tokens,
  });
}

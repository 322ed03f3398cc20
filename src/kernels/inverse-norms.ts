// Computes from squared norms in slices the factors that scale tokens to unit length.

import wgsl from "../../shaders/inverse-norms.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { sumSlicesItems, type TokenShape } from "./cosine-uniqueness.ts";

export const INVERSE_NORMS = kernelSource("inverse-norms", wgsl);

/** `partials` as `token-squares` left them → `inverseNorms` float32 [T, N]: 1 / max(|x|, 1e-12). */
export function recordInverseNorms(
  recorder: Recorder,
  kernel: Kernel,
  shape: TokenShape,
  { partials, inverseNorms }: { readonly partials: Tensor; readonly inverseNorms: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [partials],
    outputs: [inverseNorms],
    params: packParams(u32(shape.frames, shape.tokens)),
    items: sumSlicesItems(shape),
  });
}

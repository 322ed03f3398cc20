// Computes the squared norms of the tokens, in slices.

import wgsl from "../../shaders/token-squares.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { slicedItems, slicedParams, type SlicedShape } from "./cosine-dots.ts";

export const TOKEN_SQUARES = kernelSource("token-squares", wgsl);

/** `tokens` [T, N, 4 · quads] → `partials` float32 [tileCount, SLICES, 2, 4]. */
export function recordTokenSquares(
  recorder: Recorder,
  kernel: Kernel,
  shape: SlicedShape,
  { tokens, partials }: { readonly tokens: Tensor; readonly partials: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens],
    outputs: [partials],
    params: slicedParams(shape),
    items: slicedItems(shape),
  });
}

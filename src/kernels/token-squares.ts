// Features → squared norms of the tokens, in slices.

import wgsl from "../../shaders/token-squares.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { slicedGrid, slicedParams, type SlicedShape, type SlicedTensors } from "./cosine-dots.ts";

export const TOKEN_SQUARES: KernelSource = {
  label: "kernel/token-squares",
  wgsl,
  inputs: 2,
  outputs: 1,
  hasParams: true,
};

/** `partials` float32 [tileCount, SLICES, 2, 4]. */
export function encodeTokenSquares(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: SlicedShape,
  { tokens, channelRanks, partials }: SlicedTensors & { readonly partials: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, channelRanks],
    outputs: [partials],
    params: slicedParams(shape),
    grid: slicedGrid(gpu, shape),
  });
}

// Features, centres of unit tokens and norms → how unlike its video and its frame each token is, by five Gaussians.

import wgsl from "../../shaders/gaussian-uniqueness.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import {
  uniquenessGrid,
  uniquenessParams,
  type UniquenessShape,
  type UniquenessTensors,
} from "./cosine-uniqueness.ts";

export const GAUSSIAN_UNIQUENESS: KernelSource = {
  label: "kernel/gaussian-uniqueness",
  wgsl,
  inputs: 4,
  outputs: 2,
  hasParams: true,
};

/** `inverseNorms` float32 [T, N] as `unit-moments` gives them. */
export function encodeGaussianUniqueness(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: UniquenessShape,
  {
    tokens,
    centres,
    channels,
    inverseNorms,
    video,
    score,
  }: UniquenessTensors & { readonly inverseNorms: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, centres, channels, inverseNorms],
    outputs: [video, score],
    params: uniquenessParams(shape),
    grid: uniquenessGrid(gpu, shape),
  });
}

// Computes from dot products in slices how unlike its video and its frame each token is, by the cosine.

import wgsl from "../../shaders/cosine-uniqueness.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { SLICES, tileCount, type SlicedShape } from "./cosine-dots.ts";

export const COSINE_UNIQUENESS: KernelSource = {
  label: "kernel/cosine-uniqueness",
  wgsl,
  lanes: 64,
  inputs: 1,
  outputs: 2,
  hasParams: true,
};

/** The constants of every kernel that adds slices. */
export const SUM_SLICES_CONSTANTS = { SLICES };

/** The grid of one lane for four tokens. */
export const sumSlicesGrid = (gpu: Pick<Gpu, "device">, kernel: Kernel, shape: TokenShape) =>
  foldGrid(gpu, ceilDiv(tileCount(shape) * 2, kernel.source.lanes));

export type TokenShape = Pick<SlicedShape, "frames" | "tokens">;

export interface UniquenessTensors {
  /** float32, as `cosine-dots` or `gaussian-distances` wrote it. */
  readonly partials: Tensor;
  /** float32 [T, N]: −likeness to the video. */
  readonly video: Tensor;
  /** float32 [T, N]: −likeness to the video − likeness to the frame. */
  readonly scores: Tensor;
}

export function recordCosineUniqueness(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: TokenShape,
  { partials, video, scores }: UniquenessTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [partials],
    outputs: [video, scores],
    params: packParams(["u32", shape.frames], ["u32", shape.tokens]),
    grid: sumSlicesGrid(gpu, kernel, shape),
  });
}

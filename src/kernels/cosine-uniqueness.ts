// Computes from dot products in slices how unlike its video and its frame each token is, by the cosine.

import wgsl from "../../shaders/cosine-uniqueness.wgsl?raw";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { SLICES, tileCount, type SlicedShape } from "./cosine-dots.ts";

export const COSINE_UNIQUENESS = kernelSource("cosine-uniqueness", wgsl);

/** The constants of every kernel that adds slices. */
export const SUM_SLICES_CONSTANTS = { SLICES };

/** One invocation for four tokens. */
export const sumSlicesItems = (shape: TokenShape): number => tileCount(shape) * 2;

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
  recorder: Recorder,
  kernel: Kernel,
  shape: TokenShape,
  { partials, video, scores }: UniquenessTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [partials],
    outputs: [video, scores],
    params: packParams(u32(shape.frames, shape.tokens)),
    items: sumSlicesItems(shape),
  });
}

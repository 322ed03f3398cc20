// Features and centres → how unlike its video and its frame each token is, by the cosine.

import wgsl from "../../shaders/cosine-uniqueness.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COSINE_UNIQUENESS: KernelSource = {
  label: "kernel/cosine-uniqueness",
  wgsl,
  inputs: 3,
  outputs: 2,
  hasParams: true,
};

/** `chosen`: score on the listed channels instead of on all. */
export const uniquenessConstants = (chosen: boolean) => ({ LANES: 32, CHOSEN: chosen ? 1 : 0 });

export interface UniquenessShape {
  readonly frames: number;
  readonly tokens: number;
  readonly width: number;
  /** Channels that are scored on: `width`, or the length of the list. */
  readonly channelCount: number;
}

export interface UniquenessTensors {
  /** [T, N, D] */
  readonly tokens: Tensor;
  /** float32 [T + 1, D], the video's in the last row. */
  readonly centres: Tensor;
  /** uint32 [channelCount], ascending; anything when all channels count. */
  readonly channels: Tensor;
  /** float32 [T, N]: −likeness to the video. */
  readonly video: Tensor;
  /** float32 [T, N]: −likeness to the video − likeness to the frame. */
  readonly score: Tensor;
}

/** `struct Params` of both uniqueness kernels. */
export const uniquenessParams = ({ frames, tokens, width, channelCount }: UniquenessShape) =>
  packParams(["u32", frames], ["u32", tokens], ["u32", width], ["u32", channelCount]);

/** A workgroup takes four tokens of one frame. */
export const uniquenessGrid = (gpu: Pick<Gpu, "device">, { frames, tokens }: UniquenessShape) =>
  foldGrid(gpu, frames * ceilDiv(tokens, 4));

export function encodeCosineUniqueness(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: UniquenessShape,
  { tokens, centres, channels, video, score }: UniquenessTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, centres, channels],
    outputs: [video, score],
    params: uniquenessParams(shape),
    grid: uniquenessGrid(gpu, shape),
  });
}

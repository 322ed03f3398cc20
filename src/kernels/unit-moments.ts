// Features → means of the unit tokens over chunks of each frame, and the factors that make tokens units.

import wgsl from "../../shaders/unit-moments.wgsl?raw";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { chunkFields, MOST_ROWS, type ChunkedShape } from "./token-moments.ts";

export const UNIT_MOMENTS: KernelSource = {
  label: "kernel/unit-moments",
  wgsl,
  inputs: 2,
  outputs: 2,
  hasParams: true,
};

/** `chosen`: score on the listed channels instead of on all. */
export const unitMomentsConstants = (chosen: boolean) => ({
  LANES: 64,
  MOST_ROWS,
  CHOSEN: chosen ? 1 : 0,
});

export interface UnitMomentsTensors {
  /** [T, N, D] */
  readonly tokens: Tensor;
  /** uint32 [channelCount], ascending; anything when all channels count. */
  readonly channels: Tensor;
  readonly channelCount: number;
  /** float32 [T, chunks, 1, D]; only the chosen channels are written. */
  readonly moments: Tensor;
  /** float32 [T, N]: 1 / max(|x|, 1e-12). */
  readonly inverseNorms: Tensor;
}

export function encodeUnitMoments(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape,
  { tokens, channels, channelCount, moments, inverseNorms }: UnitMomentsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, channels],
    outputs: [moments, inverseNorms],
    params: packParams(...chunkFields(shape), ["u32", channelCount]),
    grid: foldGrid(gpu, shape.frames * shape.chunks),
  });
}

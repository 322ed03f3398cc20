// Features and norms → means of the unit tokens over chunks of each frame.

import wgsl from "../../shaders/unit-moments.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { SlicedTensors } from "./cosine-dots.ts";
import { chunkFields, type ChunkedShape } from "./token-moments.ts";

export const UNIT_MOMENTS: KernelSource = {
  label: "kernel/unit-moments",
  wgsl,
  inputs: 3,
  outputs: 1,
  hasParams: true,
};

const LANES = 32;

/** `chosen`: count the channels of the lowest ranks only. */
export const unitMomentsConstants = (chosen: boolean) => ({ LANES, CHOSEN: chosen ? 1 : 0 });

export interface UnitMomentsTensors extends SlicedTensors {
  /** float32 [T, N] */
  readonly inverseNorms: Tensor;
  /** float32 [T, chunks, 1, 4 · quads], 0 on channels that do not count. */
  readonly moments: Tensor;
}

export function encodeUnitMoments(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape & { readonly channels: number },
  { tokens, inverseNorms, channelRanks, moments }: UnitMomentsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, inverseNorms, channelRanks],
    outputs: [moments],
    params: packParams(...chunkFields(shape), ["u32", shape.channels]),
    grid: foldGrid(gpu, shape.frames * shape.chunks * ceilDiv(shape.quads, LANES)),
  });
}

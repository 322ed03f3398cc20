// Features and centres → the dot products that cosines are made of, in slices.

import wgsl from "../../shaders/cosine-dots.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Kernel, KernelSource } from "../gpu/kernel.ts";
import { packParams } from "../gpu/params-ring.ts";
import { foldGrid, type Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COSINE_DOTS: KernelSource = {
  label: "kernel/cosine-dots",
  wgsl,
  inputs: 3,
  outputs: 1,
  hasParams: true,
};

const LANES = 64;

/** Lanes that share eight tokens; they read 128 bytes of each in a row. */
export const SLICES = 8;

/** `chosen`: count the channels of the lowest ranks only. Of every kernel that reads tokens in slices. */
export const slicedConstants = (chosen: boolean) => ({ LANES, SLICES, CHOSEN: chosen ? 1 : 0 });

/** T frames of N tokens of 4 · quads channels, of which `channels` count. */
export interface SlicedShape {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
  readonly channels: number;
}

/** Groups of eight tokens: no group spans two frames. */
export const tileCount = ({ frames, tokens }: Pick<SlicedShape, "frames" | "tokens">): number =>
  frames * ceilDiv(tokens, 8);

/** `struct Params` of every kernel that reads tokens in slices. */
export const slicedParams = ({ frames, tokens, quads, channels }: SlicedShape) =>
  packParams(["u32", frames], ["u32", tokens], ["u32", quads], ["u32", channels]);

/** One lane a slice of eight tokens. */
export const slicedGrid = (gpu: Pick<Gpu, "device">, shape: SlicedShape) =>
  foldGrid(gpu, ceilDiv(tileCount(shape) * SLICES, LANES));

/** What the kernels that read tokens in slices share. */
export interface SlicedTensors {
  /** [T, N, 4 · quads] */
  readonly tokens: Tensor;
  /** uint32 [4 · quads]: places of the channels, those below `channels` count; unread when all do. */
  readonly channelRanks: Tensor;
}

export interface CosineDotsTensors extends SlicedTensors {
  /** float32 [T + 1, 4 · quads], the video's in the last row. */
  readonly centres: Tensor;
  /** float32 [tileCount, SLICES, 2, 4, 4]: for two times four tokens, squares, dots with the video, with the frame, squares of both centres. */
  readonly partials: Tensor;
}

export function encodeCosineDots(
  gpu: Gpu,
  recorder: Recorder,
  kernel: Kernel,
  shape: SlicedShape,
  { tokens, centres, channelRanks, partials }: CosineDotsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, centres, channelRanks],
    outputs: [partials],
    params: slicedParams(shape),
    grid: slicedGrid(gpu, shape),
  });
}

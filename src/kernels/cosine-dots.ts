// Features and centres → the dot products that cosines are made of, in slices.

import wgsl from "../../shaders/cosine-dots.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const COSINE_DOTS = kernelSource("cosine-dots", wgsl);

/** How many lanes share eight tokens; together they read 128 bytes of each. */
export const SLICES = 8;

/** The constants of every kernel that reads tokens in slices. */
export const SLICED_CONSTANTS = { SLICES };

/** T frames of N tokens of 4 · quads channels. */
export interface SlicedShape {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
}

/** Returns the number of groups of eight tokens; a group never spans two frames. */
export const tileCount = ({ frames, tokens }: Pick<SlicedShape, "frames" | "tokens">): number =>
  frames * ceilDiv(tokens, 8);

/** `struct Params` of every kernel that reads tokens in slices. */
export const slicedParams = ({ frames, tokens, quads }: SlicedShape) =>
  packParams(u32(frames, tokens, quads));

/** One invocation for each slice of eight tokens. */
export const slicedItems = (shape: Pick<SlicedShape, "frames" | "tokens">): number =>
  tileCount(shape) * SLICES;

export interface CosineDotsTensors {
  /** [T, N, 4 · quads] */
  readonly tokens: Tensor;
  /** float32 [T + 1, 4 · quads], the video's in the last row. */
  readonly centres: Tensor;
  /** float32 [tileCount, SLICES, 2, 4, 4]: for two times four tokens, squares, dots with the video, with the frame, squares of both centres. */
  readonly partials: Tensor;
}

export function recordCosineDots(
  recorder: Recorder,
  kernel: Kernel,
  shape: SlicedShape,
  { tokens, centres, partials }: CosineDotsTensors,
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens, centres],
    outputs: [partials],
    params: slicedParams(shape),
    items: slicedItems(shape),
  });
}

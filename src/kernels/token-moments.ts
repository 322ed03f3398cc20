// Computes means (and squared deviations) of each channel over chunks of each frame: the first pass over features.

import wgsl from "../../shaders/token-moments.wgsl?raw";
import { ceilDiv } from "../base/shape.ts";
import { type Kernel, kernelSource } from "../gpu/kernel.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";

export const TOKEN_MOMENTS = kernelSource("token-moments", wgsl, 32);

/** `planes` 1 computes means, 2 also squared deviations. */
export const tokenMomentsConstants = (planes: 1 | 2) => ({ PLANES: planes });

/** T frames of N tokens of 4 · quads channels, each frame cut into `chunks` of `rows` tokens, the last one shorter. */
export interface ChunkedShape {
  readonly frames: number;
  readonly tokens: number;
  readonly quads: number;
  readonly chunks: number;
  readonly rows: number;
}

/** Enough chunks in the whole video to fill a GPU, and short enough for accurate sums in f32. */
const WANTED_CHUNKS = 128;
const MOST_ROWS = 64;

/** Cuts all frames alike, so that equal frames are summed in the same order and stay equal to the last bit. */
export function cutInChunks(frames: number, tokens: number, quads: number): ChunkedShape {
  const wanted = Math.max(ceilDiv(WANTED_CHUNKS, frames), ceilDiv(tokens, MOST_ROWS));
  const rows = ceilDiv(tokens, Math.min(wanted, ceilDiv(tokens, 4)));
  return { frames, tokens, quads, chunks: ceilDiv(tokens, rows), rows };
}

/** `struct Params` of the kernels that walk chunks. */
export const chunkFields = ({ frames, tokens, quads, chunks, rows }: ChunkedShape) =>
  u32(frames, tokens, quads, chunks, rows);

/** `tokens` [T, N, 4 · quads] → `moments` float32 [T, chunks, planes, 4 · quads]. */
export function recordTokenMoments(
  recorder: Recorder,
  kernel: Kernel,
  shape: ChunkedShape,
  { tokens, moments }: { readonly tokens: Tensor; readonly moments: Tensor },
): void {
  recorder.dispatch(kernel, {
    inputs: [tokens],
    outputs: [moments],
    params: packParams(chunkFields(shape)),
    groups: shape.frames * shape.chunks * ceilDiv(shape.quads, kernel.source.lanes),
  });
}

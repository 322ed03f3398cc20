// Statistics from one pass over the features: the centre of every frame and of the video, or the variance of every
// channel over the whole video.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { CENTRES, recordCentres } from "../kernels/centres.ts";
import { CHANNEL_VARIANCE, recordChannelVariance } from "../kernels/channel-variance.ts";
import {
  cutInChunks,
  recordTokenMoments,
  TOKEN_MOMENTS,
  tokenMomentsConstants,
} from "../kernels/token-moments.ts";
import type { Allocator, Features } from "./method.ts";

type Encode<T> = (recorder: Recorder, features: Features, allocator: Allocator) => T;

/** float32 [T + 1, 4 · quads], with the video's in the last row. */
export interface Centres {
  readonly centres: Tensor;
}

export async function loadCentres(gpu: Gpu, real: Real): Promise<Encode<Centres>> {
  return load(gpu, real, 1);
}

/** float32 [4 · quads], 0 for padding. */
export async function loadVariance(gpu: Gpu, real: Real): Promise<Encode<Tensor>> {
  const [encodeCentre, kernel] = await Promise.all([
    load(gpu, real, 2),
    gpu.kernels.load(CHANNEL_VARIANCE),
  ]);
  return (recorder, features, allocator) => {
    const { centres, moments, shape } = encodeCentre(recorder, features, allocator);
    const variance = allocator.scratch([4 * features.quads], "float32", "variance");
    recordChannelVariance(recorder, kernel, shape, { moments, centres, variance });
    return variance;
  };
}

/** `planes` 2 computes squared deviations too. */
async function load(gpu: Gpu, real: Real, planes: 1 | 2) {
  const [pass, merge] = await Promise.all([
    gpu.kernels.load(TOKEN_MOMENTS, tokenMomentsConstants(planes), real),
    gpu.kernels.load(CENTRES),
  ]);
  return (recorder: Recorder, features: Features, allocator: Allocator) => {
    const { tensor, frames, tokens, quads } = features;
    const shape = cutInChunks(frames, tokens, quads);
    const moments = allocator.scratch(
      [frames, shape.chunks, planes, 4 * quads],
      "float32",
      "raw-moments",
    );
    const centres = allocator.scratch([frames + 1, 4 * quads], "float32", "raw-centres");
    recordTokenMoments(recorder, pass, shape, { tokens: tensor, moments });
    recordCentres(recorder, merge, shape, { moments, planes, centres });
    return { centres, moments, shape };
  };
}

// VidCom² (arXiv 2505.14454, Algorithm 1): a token is worth keeping when it is unlike the mean of its video and unlike
// the mean of its frame; a frame is worth more tokens when its tokens are, on average, unlike the mean of the video.
// The paper's text compares by cosine with the mean of the raw tokens; its authors' code sums five Gaussians of the
// distance to the mean of the unit tokens, on the half of the channels with the lowest variance. Both are here.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { CENTRES, recordCentres } from "../kernels/centres.ts";
import {
  COSINE_DOTS,
  recordCosineDots,
  SLICED_CONSTANTS,
  SLICES,
  tileCount,
} from "../kernels/cosine-dots.ts";
import {
  COSINE_UNIQUENESS,
  recordCosineUniqueness,
  SUM_SLICES_CONSTANTS,
} from "../kernels/cosine-uniqueness.ts";
import { recordFrameUniqueness, FRAME_UNIQUENESS } from "../kernels/frame-uniqueness.ts";
import { recordGaussianDistances, GAUSSIAN_DISTANCES } from "../kernels/gaussian-distances.ts";
import { recordGaussianUniqueness, GAUSSIAN_UNIQUENESS } from "../kernels/gaussian-uniqueness.ts";
import { recordInverseNorms, INVERSE_NORMS } from "../kernels/inverse-norms.ts";
import { cutInChunks } from "../kernels/token-moments.ts";
import { recordTokenSquares, TOKEN_SQUARES } from "../kernels/token-squares.ts";
import { recordUnitMoments, UNIT_MOMENTS } from "../kernels/unit-moments.ts";
import { loadLowVariance } from "./channels.ts";
import type {
  Allocator,
  CompressionMethod,
  EncodeScore,
  Features,
  Scored,
  VidCom2Switches,
} from "./method.ts";
import { loadCentres } from "./statistics.ts";

export const vidcom2: CompressionMethod = {
  scoreKey: ({ switches: { kernel, channels, centre } }) => `${kernel} ${channels} ${centre}`,
  async loadScore(gpu, real, { switches: { kernel, channels, centre } }) {
    const load = kernel === "cosine" ? loadCosine(gpu, real, centre) : loadGaussian(gpu, real);
    return onChannels(gpu, real, channels, await load);
  },
};

/** Features to score on, with their squared norms when these are known. */
type Given = Features & { readonly squares?: Tensor };

/** VidCom²'s scores, and how unlike its video alone each token is: float32 [T, N], scratch. */
type Unlike = Scored & { readonly scores: Tensor; readonly video: Tensor };

type EncodeGiven = (recorder: Recorder, features: Given, allocator: Allocator) => Unlike;

/** Scores on some of the channels, which are copied out first and then treated as all. */
async function onChannels(
  gpu: Gpu,
  real: Real,
  channels: VidCom2Switches["channels"],
  encode: EncodeGiven,
): Promise<EncodeScore> {
  if (channels === "all") return encode;
  const encodeLowVariance = await loadLowVariance(gpu, real);
  return (recorder, features, allocator) =>
    encode(recorder, encodeLowVariance(recorder, features, allocator), allocator);
}

/** Scores by cosine: two passes over the features for raw centres, three for unit centres. */
export async function loadCosine(
  gpu: Gpu,
  real: Real,
  centre: VidCom2Switches["centre"],
): Promise<EncodeGiven> {
  const [recordCentres, dots, cosine, mean] = await Promise.all([
    centre === "unit" ? loadUnit(gpu, real) : loadCentres(gpu, real),
    gpu.kernels.load(COSINE_DOTS, SLICED_CONSTANTS, real),
    gpu.kernels.load(COSINE_UNIQUENESS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const { centres } = recordCentres(recorder, features, allocator);
    const partials = slices(features, 4, allocator);
    const read = { tokens: features.tensor, centres, partials };
    recordCosineDots(recorder, dots, features, read);
    const { video, scores, uniqueness } = outputs(features, allocator);
    recordCosineUniqueness(recorder, cosine, features, { partials, video, scores });
    recordFrameUniqueness(recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness, video };
  };
}

/** Scores by five Gaussians in three passes: norms, centres of the unit tokens, distances. */
async function loadGaussian(gpu: Gpu, real: Real): Promise<EncodeGiven> {
  const [encodeUnit, distances, gaussian, mean] = await Promise.all([
    loadUnit(gpu, real),
    gpu.kernels.load(GAUSSIAN_DISTANCES, SLICED_CONSTANTS, real),
    gpu.kernels.load(GAUSSIAN_UNIQUENESS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const unit = encodeUnit(recorder, features, allocator);
    const partials = slices(features, 2, allocator);
    const read = { tokens: features.tensor, ...unit, partials };
    recordGaussianDistances(recorder, distances, features, read);
    const { video, scores, uniqueness } = outputs(features, allocator);
    recordGaussianUniqueness(recorder, gaussian, features, { partials, video, scores });
    recordFrameUniqueness(recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness, video };
  };
}

/** Computes norms and the centres of the unit tokens: two passes, or one when the squared norms are given. */
async function loadUnit(gpu: Gpu, real: Real) {
  const [squares, inverse, unit, merge] = await Promise.all([
    gpu.kernels.load(TOKEN_SQUARES, SLICED_CONSTANTS, real),
    gpu.kernels.load(INVERSE_NORMS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(UNIT_MOMENTS, {}, real),
    gpu.kernels.load(CENTRES),
  ]);
  return (...[recorder, features, allocator]: Parameters<EncodeGiven>) => {
    const { tensor, frames, tokens, quads } = features;
    const partials = features.squares ?? slices(features, 1, allocator);
    const inverseNorms = allocator.scratch([frames, tokens], "float32", "inverse-norms");
    if (features.squares === undefined) {
      recordTokenSquares(recorder, squares, features, { tokens: tensor, partials });
    }
    recordInverseNorms(recorder, inverse, features, { partials, inverseNorms });

    const shape = cutInChunks(frames, tokens, quads);
    const moments = allocator.scratch([frames, shape.chunks, 4 * quads], "float32", "unit-moments");
    const centres = allocator.scratch([frames + 1, 4 * quads], "float32", "unit-centres");
    recordUnitMoments(recorder, unit, shape, { tokens: tensor, inverseNorms, moments });
    recordCentres(recorder, merge, shape, { moments, planes: 1, centres });
    return { centres, inverseNorms };
  };
}

/** Makes a tensor for sums in slices: for each slice of eight tokens, twice `vectors` of four numbers. */
const slices = (features: Features, vectors: number, allocator: Allocator) =>
  allocator.scratch([tileCount(features), SLICES, 2, vectors, 4], "float32", "slices");

const outputs = ({ frames, tokens }: Features, allocator: Allocator) => ({
  video: allocator.scratch([frames, tokens], "float32", "video-uniqueness"),
  scores: allocator.keep([frames, tokens], "float32", "scores"),
  uniqueness: allocator.keep([frames], "float32", "uniqueness"),
});

// VidCom² (arXiv 2505.14454, Algorithm 1): a token is worth keeping when it is unlike the mean of its video and unlike
// the mean of its frame; a frame is worth more tokens when its tokens are, on average, unlike the mean of the video.
// The paper's text compares by cosine with the mean of the raw tokens; its authors' code sums five Gaussians of the
// distance to the mean of the unit tokens, on the half of the channels with the lowest variance. Both are here.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import { CENTRES, encodeCentres } from "../kernels/centres.ts";
import {
  COSINE_DOTS,
  encodeCosineDots,
  SLICES,
  slicedConstants,
  tileCount,
} from "../kernels/cosine-dots.ts";
import {
  COSINE_UNIQUENESS,
  encodeCosineUniqueness,
  SUM_SLICES_CONSTANTS,
} from "../kernels/cosine-uniqueness.ts";
import { encodeFrameUniqueness, FRAME_UNIQUENESS } from "../kernels/frame-uniqueness.ts";
import { encodeGaussianDistances, GAUSSIAN_DISTANCES } from "../kernels/gaussian-distances.ts";
import { encodeGaussianUniqueness, GAUSSIAN_UNIQUENESS } from "../kernels/gaussian-uniqueness.ts";
import { encodeInverseNorms, INVERSE_NORMS } from "../kernels/inverse-norms.ts";
import { cutInChunks } from "../kernels/token-moments.ts";
import { encodeTokenSquares, TOKEN_SQUARES } from "../kernels/token-squares.ts";
import { encodeUnitMoments, UNIT_MOMENTS, unitMomentsConstants } from "../kernels/unit-moments.ts";
import { allChannels, loadLowVariance } from "./channels.ts";
import type { Allocator, CompressionMethod, EncodeScore, Features } from "./method.ts";
import type { VidCom2Switches } from "./request.ts";
import { loadCentres, loadCentresAndVariance } from "./statistics.ts";

export const vidcom2: CompressionMethod = {
  name: "VidCom²",
  source: "Video Compression Commander, arXiv 2505.14454",
  needs: ["tokens"],
  budget: "vidcom2",
  pick: "best",
  scoreKey: ({ switches: { kernel, channels, centre } }) => `${kernel} ${channels} ${centre}`,
  loadScore(gpu, real, { switches: { kernel, channels, centre } }) {
    const chosen = channels === "low-variance";
    return kernel === "cosine"
      ? loadCosine(gpu, real, chosen, centre)
      : loadGaussian(gpu, real, chosen);
  },
};

/**
 * Two passes over the features for raw centres (and variances, if they choose the channels) and cosines; unit centres
 * take two more.
 */
async function loadCosine(
  gpu: Gpu,
  real: Real,
  chosen: boolean,
  centre: VidCom2Switches["centre"],
): Promise<EncodeScore> {
  const loadRaw = chosen ? loadChosen : loadAll;
  const [encodeCentresOf, dots, cosine, mean] = await Promise.all([
    centre === "unit" ? loadUnit(gpu, real, chosen) : loadRaw(gpu, real),
    gpu.kernels.load(COSINE_DOTS, slicedConstants(chosen), real),
    gpu.kernels.load(COSINE_UNIQUENESS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const { centres, channelRanks, channels } = encodeCentresOf(recorder, features, allocator);
    const partials = slices(features, 4, allocator);
    const read = { tokens: features.tensor, channelRanks, centres, partials };
    encodeCosineDots(gpu, recorder, dots, { ...features, channels }, read);
    const { video, scores, uniqueness } = outputs(features, allocator);
    encodeCosineUniqueness(gpu, recorder, cosine, features, { partials, video, scores });
    encodeFrameUniqueness(gpu, recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness };
  };
}

/** Three passes, or four with the variances: norms, centres of the unit tokens, distances. */
async function loadGaussian(gpu: Gpu, real: Real, chosen: boolean): Promise<EncodeScore> {
  const [encodeUnit, distances, gaussian, mean] = await Promise.all([
    loadUnit(gpu, real, chosen),
    gpu.kernels.load(GAUSSIAN_DISTANCES, slicedConstants(chosen), real),
    gpu.kernels.load(GAUSSIAN_UNIQUENESS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const { channels, ...unit } = encodeUnit(recorder, features, allocator);
    const partials = slices(features, 2, allocator);
    const read = { tokens: features.tensor, ...unit, partials };
    encodeGaussianDistances(gpu, recorder, distances, { ...features, channels }, read);
    const { video, scores, uniqueness } = outputs(features, allocator);
    encodeGaussianUniqueness(gpu, recorder, gaussian, features, { partials, video, scores });
    encodeFrameUniqueness(gpu, recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness };
  };
}

/** Centres of the unit tokens, on every channel or on those of the lowest variance: two passes, or three. */
async function loadUnit(gpu: Gpu, real: Real, chosen: boolean) {
  const [encodeChosen, squares, inverse, unit, merge] = await Promise.all([
    chosen ? loadChosen(gpu, real) : null,
    gpu.kernels.load(TOKEN_SQUARES, slicedConstants(chosen), real),
    gpu.kernels.load(INVERSE_NORMS, SUM_SLICES_CONSTANTS),
    gpu.kernels.load(UNIT_MOMENTS, unitMomentsConstants(chosen), real),
    gpu.kernels.load(CENTRES),
  ]);
  return (...[recorder, features, allocator]: Parameters<EncodeScore>) => {
    const { frames, tokens, quads } = features;
    const { channelRanks, channels } =
      encodeChosen?.(recorder, features, allocator) ?? allChannels(features, allocator);
    const shape = { ...cutInChunks(frames, tokens, quads), channels };
    const read = { tokens: features.tensor, channelRanks };

    const norms = slices(features, 1, allocator);
    const inverseNorms = allocator.scratch([frames, tokens], "float32", "inverse-norms");
    encodeTokenSquares(gpu, recorder, squares, shape, { ...read, partials: norms });
    encodeInverseNorms(gpu, recorder, inverse, shape, { partials: norms, inverseNorms });

    const moments = allocator.scratch([frames, shape.chunks, 4 * quads], "float32", "unit-moments");
    const centres = allocator.scratch([frames + 1, 4 * quads], "float32", "unit-centres");
    encodeUnitMoments(gpu, recorder, unit, shape, { ...read, inverseNorms, moments });
    encodeCentres(gpu, recorder, merge, shape, { moments, planes: 1, centres });
    return { centres, inverseNorms, channelRanks, channels };
  };
}

/** Raw centres, and the channels of the lowest variance, from one pass. */
async function loadChosen(gpu: Gpu, real: Real) {
  const [encodeStatistics, encodeLowVariance] = await Promise.all([
    loadCentresAndVariance(gpu, real),
    loadLowVariance(gpu),
  ]);
  return (...[recorder, features, allocator]: Parameters<EncodeScore>) => {
    const { centres, variance } = encodeStatistics(recorder, features, allocator);
    return { centres, ...encodeLowVariance(recorder, features, variance, allocator) };
  };
}

/** Raw centres, and every channel. */
async function loadAll(gpu: Gpu, real: Real) {
  const encodeCentresOf = await loadCentres(gpu, real);
  return (...[recorder, features, allocator]: Parameters<EncodeScore>) => {
    const { centres } = encodeCentresOf(recorder, features, allocator);
    return { centres, ...allChannels(features, allocator) };
  };
}

/** Sums in slices: for each slice of eight tokens, twice `vectors` of four numbers. */
const slices = (features: Features, vectors: number, allocator: Allocator) =>
  allocator.scratch([tileCount(features), SLICES, 2, vectors, 4], "float32", "slices");

const outputs = ({ frames, tokens }: Features, allocator: Allocator) => ({
  video: allocator.scratch([frames, tokens], "float32", "video-uniqueness"),
  scores: allocator.keep([frames, tokens], "float32", "scores"),
  uniqueness: allocator.keep([frames], "float32", "uniqueness"),
});

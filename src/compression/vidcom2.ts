// VidCom² (arXiv 2505.14454, Algorithm 1): a token is worth keeping when it is unlike the mean of its video and unlike
// the mean of its frame; a frame is worth more tokens when its tokens are, on average, unlike the mean of the video.
// The paper's text compares by cosine with the mean of the raw tokens; its authors' code sums five Gaussians of the
// distance to the mean of the unit tokens, on the half of the channels with the lowest variance. Both are here.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import { CENTRES, encodeCentres } from "../kernels/centres.ts";
import {
  COSINE_UNIQUENESS,
  encodeCosineUniqueness,
  uniquenessConstants,
} from "../kernels/cosine-uniqueness.ts";
import { encodeFrameUniqueness, FRAME_UNIQUENESS } from "../kernels/frame-uniqueness.ts";
import { encodeGaussianUniqueness, GAUSSIAN_UNIQUENESS } from "../kernels/gaussian-uniqueness.ts";
import { cutInChunks } from "../kernels/token-moments.ts";
import { encodeUnitMoments, UNIT_MOMENTS, unitMomentsConstants } from "../kernels/unit-moments.ts";
import { allChannels, loadLowVariance } from "./channels.ts";
import type { Allocator, CompressionMethod, EncodeScore, Features } from "./method.ts";
import { loadCentres, loadCentresAndVariance } from "./statistics.ts";

export const vidcom2: CompressionMethod = {
  name: "VidCom²",
  source: "Video Compression Commander, arXiv 2505.14454",
  needs: ["tokens"],
  budget: "vidcom2",
  pick: "best",
  scoreKey: ({ switches: { kernel, channels } }) => `${kernel} ${channels}`,
  loadScore(gpu, real, { switches: { kernel, channels } }) {
    const load = kernel === "cosine" ? loadCosine : loadGaussian;
    return load(gpu, real, channels === "low-variance");
  },
};

/** Two passes over the features: centres, and variances if they choose the channels; then cosines. */
async function loadCosine(gpu: Gpu, real: Real, chosen: boolean): Promise<EncodeScore> {
  const [encodeRaw, cosine, mean] = await Promise.all([
    chosen ? loadChosen(gpu, real) : loadAll(gpu, real),
    gpu.kernels.load(COSINE_UNIQUENESS, uniquenessConstants(chosen), real),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const { centres, channels } = encodeRaw(recorder, features, allocator);
    const { video, scores, uniqueness } = outputs(features, allocator);
    encodeCosineUniqueness(
      gpu,
      recorder,
      cosine,
      { ...features, channelCount: channels.count },
      { tokens: features.tensor, centres, channels: channels.list, video, score: scores },
    );
    encodeFrameUniqueness(gpu, recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness };
  };
}

/** Two passes, or three with the variances: centres of the unit tokens need their norms first. */
async function loadGaussian(gpu: Gpu, real: Real, chosen: boolean): Promise<EncodeScore> {
  const [choice, unit, merge, gaussian, mean] = await Promise.all([
    chosen ? loadChosen(gpu, real) : null,
    gpu.kernels.load(UNIT_MOMENTS, unitMomentsConstants(chosen), real),
    gpu.kernels.load(CENTRES),
    gpu.kernels.load(GAUSSIAN_UNIQUENESS, uniquenessConstants(chosen), real),
    gpu.kernels.load(FRAME_UNIQUENESS),
  ]);
  return (recorder, features, allocator) => {
    const { tensor, frames, tokens, width } = features;
    const channels =
      choice?.(recorder, features, allocator).channels ?? allChannels(width, allocator);
    const shape = cutInChunks(frames, tokens, width);
    const moments = allocator.scratch([frames, shape.chunks, width], "float32", "unit-moments");
    const centres = allocator.scratch([frames + 1, width], "float32", "unit-centres");
    const inverseNorms = allocator.scratch([frames, tokens], "float32", "inverse-norms");
    const read = { tokens: tensor, channels: channels.list, inverseNorms };
    encodeUnitMoments(gpu, recorder, unit, shape, {
      ...read,
      channelCount: channels.count,
      moments,
    });
    encodeCentres(gpu, recorder, merge, shape, { moments, planes: 1, centres });
    const { video, scores, uniqueness } = outputs(features, allocator);
    encodeGaussianUniqueness(
      gpu,
      recorder,
      gaussian,
      { ...features, channelCount: channels.count },
      { ...read, centres, video, score: scores },
    );
    encodeFrameUniqueness(gpu, recorder, mean, features, { video, uniqueness });
    return { scores, uniqueness };
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
    return { centres, channels: encodeLowVariance(recorder, variance, allocator) };
  };
}

/** Raw centres, and every channel. */
async function loadAll(gpu: Gpu, real: Real) {
  const encodeCentresOf = await loadCentres(gpu, real);
  return (...[recorder, features, allocator]: Parameters<EncodeScore>) => {
    const { centres } = encodeCentresOf(recorder, features, allocator);
    return { centres, channels: allChannels(features.width, allocator) };
  };
}

const outputs = ({ frames, tokens }: Features, allocator: Allocator) => ({
  video: allocator.scratch([frames, tokens], "float32", "video-uniqueness"),
  scores: allocator.keep([frames, tokens], "float32", "scores"),
  uniqueness: allocator.keep([frames], "float32", "uniqueness"),
});

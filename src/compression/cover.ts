// Cover keeps few tokens for each thing that a video shows: tokens are taken one after another, always the one that is the
// least like all that were taken before. Two tokens are apart by 1 − cosine on the half of the channels with the lowest
// variance, which 128 bits of each tell well enough, and by the time between them; a token that is unlike its video and its
// frame (VidCom²) weighs up to twice as much, and one of the first or the last frame half as much again. The first is the
// token nearest the mean, so that what is common is kept first. The order of a smaller share is the beginning of a larger
// one's. The same farthest-first choice is known as k-centre (Gonzalez 1985) and from DivPrune (CVPR 2025), coverage of
// videos from FLoC (ICLR 2026) and GleanVID; here the channels, the time, the weight and the first token are new together.

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { ANGLE_CODES, recordAngleCodes } from "../kernels/angle-codes.ts";
import { FRAME_UNIQUENESS, recordFrameUniqueness } from "../kernels/frame-uniqueness.ts";
import { loadLowVariance } from "./channels.ts";
import { loadFarthestFirst, type FarthestFirstStart, type TakenInTurn } from "./farthest-first.ts";
import type { Allocator, CompressionMethod, Features } from "./method.ts";
import { loadCosine } from "./vidcom2.ts";

/** What the first and the last frame are apart in time alone; two unlike tokens are 1 apart. */
const TIME = 0.2;

/** The share of the tokens that are taken in turn; the others follow by their novelty when these have been taken. */
const DEPTH = 1 / 8;

/** A token like its video and its frame weighs half as much as one that is not. */
const SPREAD = 0.5;

/** A distance that no two tokens exceed. */
const FARTHEST = 2 + TIME;

/** One token a round is exact. More are taken where a round of one would be a small part of a large video. */
const coverBatch = (count: number): number => Math.max(1, Math.min(12, Math.floor(count / 512)));

/** Some rounds take fewer than `batch`, because the next best are like one that they have taken. */
const SPARE_ROUNDS = 1.5;

/**
 * Returns how many tokens are taken in turn, how many at once, and in how many rounds at most; `taken` of them are taken
 * before the first.
 */
export function coverRounds(count: number, taken: 0 | 1 = 1) {
  const most = Math.max(1, Math.ceil(DEPTH * count));
  const batch = coverBatch(count);
  const left = most - taken;
  const rounds = batch === 1 ? left : Math.ceil((SPARE_ROUNDS * left) / batch);
  return { most, batch, rounds };
}

/** A video, or what its chunk is compared with. */
export interface CoverRequest {
  /** γ: tokens of the first and of the last frame weigh 1 + γ times as much. */
  readonly ends: number;
  /** Set for a later chunk of a video. */
  readonly continued?:
    | {
        /** uint32 [C]: the channels on which tokens are compared, in the place of those with the lowest variance. */
        readonly channels: Tensor;
        /** Records how far each token is from earlier ones, in the place of the first token. */
        encodeStart(
          recorder: Recorder,
          start: FarthestFirstStart & { readonly codes: Tensor },
        ): void;
      }
    | undefined;
}

/** The order of the tokens, and what is compared: codes, uint32 [T · N, 4], of `channels`, uint32 [C], scratch. */
export interface Covered extends TakenInTurn {
  readonly codes: Tensor;
  readonly channels: Tensor;
}

export type EncodeCover = (
  recorder: Recorder,
  features: Features,
  request: CoverRequest,
  allocator: Allocator,
) => Covered;

export const cover: CompressionMethod = {
  scoreKey: ({ ends }) => `${ends}`,
  async loadScore(gpu, real, { ends }) {
    const [encodeCover, mean] = await Promise.all([
      loadCover(gpu, real),
      gpu.kernels.load(FRAME_UNIQUENESS),
    ]);
    return (recorder, features, allocator) => {
      const { novelty, keys } = encodeCover(recorder, features, { ends }, allocator);
      const uniqueness = allocator.keep([features.frames], "float32", "frame-novelty");
      recordFrameUniqueness(recorder, mean, features, { video: novelty, uniqueness });
      return { scores: novelty, keys, uniqueness };
    };
  },
};

/** Loads what puts the tokens of a video, or of its next chunk, in order. */
export async function loadCover(gpu: Gpu, real: Real): Promise<EncodeCover> {
  const [encodeLowVariance, encodeUniqueness, code, encodeFarthestFirst] = await Promise.all([
    loadLowVariance(gpu, real),
    loadCosine(gpu, real, "unit"),
    gpu.kernels.load(ANGLE_CODES, {}, real),
    loadFarthestFirst(gpu, "codes"),
  ]);
  return (recorder, features, { ends, continued }, allocator) => {
    const { frames, tokens } = features;
    const count = frames * tokens;
    const packed = encodeLowVariance(recorder, features, allocator, continued?.channels);
    // VidCom²'s scores are needed in this recording only.
    const unlike = encodeUniqueness(recorder, packed, {
      ...allocator,
      keep: (...args) => allocator.scratch(...args),
    });

    const codes = allocator.scratch([count, 4], "uint32", "codes");
    const shape = { count, quads: packed.quads };
    recordAngleCodes(recorder, code, shape, { tokens: packed.tensor, codes });

    const taken = encodeFarthestFirst(
      recorder,
      {
        ...coverRounds(count, continued === undefined ? 1 : 0),
        count,
        tokens,
        quads: 0,
        spread: SPREAD,
        ends,
        farthest: FARTHEST,
        perFrame: TIME / frames,
      },
      { compared: codes, uniqueness: unlike.scores, video: unlike.video },
      allocator,
      continued && ((start) => continued.encodeStart(recorder, { ...start, codes })),
    );
    return { ...taken, codes, channels: packed.chosen };
  };
}

// Which frames of a clip are looked at: the rule that a model was trained with, and what its reader may change.

import { rangeWords, type TimeRange } from "./time-range.ts";

/**
 * How T frames are spread over the N of a clip. `ends`: the first, the last, and evenly between them (`np.linspace(0, N
 * − 1, T)`). `starts`: the first frame of each of T equal parts (`np.arange(T) · N // T`). `centres`: the middle of
 * each of T equal stretches of time, which never falls on the border between two frames or on an end of the clip.
 */
export type Spread = "ends" | "starts" | "centres";

/** The most frames that are ever chosen. */
export const MAX_FRAMES = 64;

export const SPREADS: readonly Spread[] = ["ends", "starts", "centres"];

/** A model's rule for the frames that it looks at. */
export interface FrameSampling {
  /** Where the frames lie. */
  readonly spread: Spread;
  /** The rate from which the number of frames follows; null: it is `most` for every clip. */
  readonly framesPerSec: number | null;
  /** The smallest number of frames. */
  readonly least: number;
  /** The largest number of frames. */
  readonly most: number;
  /** How a number that follows from a rate is rounded. 1: to the nearest, halves to even; 2: down to an even number. */
  readonly multipleOf: 1 | 2;
  /** Set for Qwen3-VL: a number that follows from a rate is truncated, and places between `ends` are rounded. */
  readonly roundsPlaces?: true;
  /** Seconds left out at both ends if the rest is longer than `most` frames at `framesPerSec`; 0 leaves out none. */
  readonly skipSec: number;
}

/** What a reader may choose instead of the model's own rule. What is undefined stays the model's own. */
export interface Looking {
  /** The number of frames, 1 to 64. */
  readonly frames?: number | undefined;
  /** Where the frames lie. */
  readonly spread?: Spread | undefined;
  /** The most tokens of a step, for models that keep a frame's shape within a budget; others have a fixed number. */
  readonly stepTokens?: number | undefined;
  /** The part of the video that is looked at. One that lies outside of the video is left out. Default: all of it. */
  readonly range?: TimeRange | undefined;
  /** Whether what does not change from frame to frame is copied instead of encoded, where the model's encoder allows it. */
  readonly copiesStill?: boolean | undefined;
}

/** How a video's frames were chosen, for reports. */
export interface Looked {
  /** The number of frames that were wanted, those that could not be decoded among them. */
  readonly frames: number;
  /** Where the frames lie. */
  readonly spread: Spread;
  /** The rate from which their number follows; null where the number was given. */
  readonly framesPerSec: number | null;
  /** The most tokens of a step that were asked for; null where nothing was. */
  readonly stepTokens: number | null;
  /** The part of the video that they were chosen from, within the video; undefined for all of it. */
  readonly range?: TimeRange | undefined;
  /** Whether number, places and tokens are by the model's own rule, for all of the video or for its part. */
  readonly isOwn: boolean;
  /** The share of the frames' patches that went through the vision encoder; undefined where all did. */
  readonly encodedShare?: number | undefined;
}

/** The middles of 32 equal stretches of time: this project's own rule. */
export const BIN_CENTRES: FrameSampling = {
  spread: "centres",
  framesPerSec: null,
  least: 1,
  most: 32,
  multipleOf: 1,
  skipSec: 0,
};

/** Describes a video's frames for its report: `looking` was asked for, within the video, and `frames` were found. */
export function lookedAt(
  own: { readonly sampling: FrameSampling; readonly stepTokens: number | null },
  looking: Looking,
  frames: number,
): Looked {
  const { sampling } = own;
  const { spread = sampling.spread, range } = looking;
  const stepTokens = own.stepTokens === null ? null : (looking.stepTokens ?? null);
  return {
    frames,
    spread,
    framesPerSec: looking.frames === undefined ? sampling.framesPerSec : null,
    stepTokens,
    ...(range !== undefined && { range }),
    isOwn: looking.frames === undefined && spread === sampling.spread && stepTokens === null,
  };
}

/** The words that follow a number of frames: "32 frames, first and last among them". */
const SPREAD_WORDS: Readonly<Record<Spread, string>> = {
  ends: "first and last among them",
  starts: "from the start of equal parts",
  centres: "at the centres of equal parts",
};

/** Returns words such as "12 frames of 0:10–0:24 at 1 a second, first and last among them, as the model's own code". */
export function lookedWords(looked: Looked): string {
  const { frames, spread, framesPerSec, stepTokens, range, encodedShare, isOwn } = looked;
  const of = range === undefined ? "" : ` of ${rangeWords(range)}`;
  return [
    `${frames} ${frames === 1 ? "frame" : "frames"}${of}${framesPerSec === null ? "" : ` at ${framesPerSec} a second`}`,
    SPREAD_WORDS[spread],
    ...(stepTokens === null ? [] : [`at most ${stepTokens} tokens a step`]),
    isOwn ? "as the model's own code" : "chosen by you",
    ...(encodedShare === undefined ? [] : [copiedWords(encodedShare)]),
  ].join(", ");
}

/** Returns "71 % of the picture copied". */
export const copiedWords = (encodedShare: number): string =>
  `${Math.round(100 * (1 - encodedShare))}\u00a0% of the picture copied`;

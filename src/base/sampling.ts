// Which frames of a clip are looked at: the rule that a model was made with, and what its reader may have otherwise.

/**
 * Where T frames lie among the N of a clip. `ends`: first, last, and evenly between them (`np.linspace(0, N − 1, T)`).
 * `starts`: the first frame of each of T equal parts (`np.arange(T) · N // T`). `centres`: the moments in the middle of T
 * equal stretches of time, which no border between two frames and no end of a clip meets.
 */
export type Spread = "ends" | "starts" | "centres";

export const SPREADS: readonly Spread[] = ["ends", "starts", "centres"];

export interface FrameSampling {
  readonly spread: Spread;
  /** What the number of frames follows from; null: it is `most` for every clip. */
  readonly framesPerSec: number | null;
  readonly least: number;
  readonly most: number;
  /** 1: a number that follows from a rate is rounded to the nearest, halves to even; 2: it is rounded down to an even one. */
  readonly multipleOf: 1 | 2;
  /** Qwen3-VL: the number that follows from a rate is cut to a whole one, and places between `ends` are rounded, not cut. */
  readonly roundsPlaces?: true;
  /** Seconds left out at both ends, once the rest is longer than `most` frames at `framesPerSec`; 0: none. */
  readonly skipSec: number;
}

/** What a reader may have otherwise than the model; what is left open is the model's own. */
export interface Looking {
  /** 1–64. */
  readonly frames?: number | undefined;
  readonly spread?: Spread | undefined;
  /** Most tokens of a step, for models that keep a frame's shape within a budget; others have a fixed number. */
  readonly stepTokens?: number | undefined;
}

/** How a video's frames were chosen, for reports. */
export interface Looked {
  /** How many; those that could not be decoded among them. */
  readonly frames: number;
  readonly spread: Spread;
  /** Null where the number of frames was given. */
  readonly framesPerSec: number | null;
  /** Most tokens of a step, if that was given. */
  readonly stepTokens: number | null;
  /** Whether all of this is as the model was made with. */
  readonly isOwn: boolean;
}

/** The middle of 32 equal stretches, this project's own rule. */
export const BIN_CENTRES: FrameSampling = {
  spread: "centres",
  framesPerSec: null,
  least: 1,
  most: 32,
  multipleOf: 1,
  skipSec: 0,
};

/** What stands in a report of a video of which `looking` was asked, and which gave so many frames. */
export function lookedAt(
  own: { readonly sampling: FrameSampling; readonly stepTokens: number | null },
  looking: Looking,
  frames: number,
): Looked {
  const { sampling } = own;
  const { spread = sampling.spread } = looking;
  const stepTokens = own.stepTokens === null ? null : (looking.stepTokens ?? null);
  return {
    frames,
    spread,
    framesPerSec: looking.frames === undefined ? sampling.framesPerSec : null,
    stepTokens,
    isOwn: looking.frames === undefined && spread === sampling.spread && stepTokens === null,
  };
}

/** As words beside a number of frames: "32 frames, first and last among them". */
export const SPREAD_WORDS: Readonly<Record<Spread, string>> = {
  ends: "first and last among them",
  starts: "from the start of equal parts",
  centres: "at the centres of equal parts",
};

/** "12 frames at 1 a second, first and last among them, as the model's own code". */
export function lookedWords({ frames, spread, framesPerSec, stepTokens, isOwn }: Looked): string {
  return [
    `${frames} ${frames === 1 ? "frame" : "frames"}${framesPerSec === null ? "" : ` at ${framesPerSec} a second`}`,
    SPREAD_WORDS[spread],
    ...(stepTokens === null ? [] : [`at most ${stepTokens} tokens a step`]),
    isOwn ? "as the model's own code" : "chosen by you",
  ].join(", ");
}

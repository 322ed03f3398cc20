// The interface that every compression method meets. A method scores tokens; how many of them each frame may keep is
// a separate part, so that VidCom²'s frame budget can drive another method's score (the plug-in of the paper).

import type { Gpu } from "../gpu/device.ts";
import type { Real } from "../gpu/kernel.ts";
import type { Recorder } from "../gpu/recorder.ts";
import type { MakeTensor, Tensor } from "../gpu/tensor.ts";
import type { Rounding } from "../kernels/frame-budget.ts";

/**
 * Which rule shares the budget among the frames: evenly, by VidCom²'s softmax over their uniqueness, or by how many
 * tokens of each are among the first of an order over the whole video, Cover's or the method's own. `shuffled` and
 * `shuffled-cover` are VidCom²'s and Cover's, given to frames by a draw: if they help as much, it does not matter which frame
 * gets more. "picks" stands for methods that pick tokens themselves, which no budget can drive.
 */
export type BudgetId =
  | "even"
  | "vidcom2"
  | "cover"
  | "shuffled"
  | "shuffled-cover"
  | "order"
  | "picks";

/** How VidCom² is computed. */
export interface VidCom2Switches {
  /** How alike two tokens are: by their angle, or by five Gaussians of their distance. */
  readonly kernel: "cosine" | "gaussian";
  /** The channels that are compared: all, or the half with the lowest variance. */
  readonly channels: "all" | "low-variance";
  /**
   * What tokens are compared with: the mean of the raw tokens (the paper's text), in which long tokens weigh more, or
   * the mean of the unit tokens (the code). The Gaussian kernel works with the unit mean only.
   */
  readonly centre: "raw" | "unit";
  /** How a frame's share becomes a number of tokens. */
  readonly rounding: Rounding;
  /** The softmax temperature of the frame budget; the paper's is 0.01. */
  readonly temperature: number;
}

/** The part of a request that scoring may read. */
export interface ScoreRequest {
  /** The share of tokens to keep. A method whose scores depend on it names it in its `scoreKey`. */
  readonly retention: number;
  /** Read by VidCom² only. */
  readonly switches: VidCom2Switches;
  /** A whole number, read by Random and by the shuffled budgets. */
  readonly seed: number;
  /** By how much more the first and the last frame weigh, at least 0; read by Cover only. */
  readonly ends: number;
}

/** The visual tokens of a video: T frames, N tokens a frame, D channels. */
export interface Features {
  /** [T, N, D], float32 or float16. Scoring gets [T, N, 4 · quads] with zeros at the end of each row. */
  readonly tensor: Tensor;
  readonly frames: number;
  readonly tokens: number;
  readonly width: number;
  /** The columns of a frame's grid, which has N / columns rows. */
  readonly columns: number;
  /** ⌈D / 4⌉, because the shaders read four channels at once. */
  readonly quads: number;
}

/** The result of scoring, which holds for every request of the same `scoreKey`. */
export interface Scored {
  /** float32 [T, N], where higher is kept sooner; null for a method that picks by place alone. */
  readonly scores: Tensor | null;
  /** float32 [T, N] by which tokens are ranked where that is not by `scores`; scratch. */
  readonly keys?: Tensor;
  /** float32 [T], u_t of VidCom², or the mean novelty of Cover; null for a method that does not compute it. */
  readonly uniqueness: Tensor | null;
  /** What a method that merges tokens made of them; null or absent for methods that keep tokens as they are. */
  readonly merged?: Merged | null;
}

/** Tokens merged into some of them. */
export interface Merged {
  /** uint32 [T, N]: the row of [T·N] of the token that stands for each; a kept token stands for itself. */
  readonly members: Tensor;
  /** Records the merged rows [K, D] of the kept tokens, uint32 [K]. `features` have no padding; `rows` has their dtype. */
  encodeRows(recorder: Recorder, features: Tensor, kept: Tensor, rows: Tensor): void;
}

/** Makes tensors. `keep`: lives as long as the scores. `scratch`: lives until the submission, content undefined. */
export interface Allocator {
  readonly keep: MakeTensor;
  readonly scratch: MakeTensor;
}

/** Records the dispatches that score `features`. */
export type EncodeScore = (recorder: Recorder, features: Features, allocator: Allocator) => Scored;

/** The code of a method; what is said about it is in catalogue.ts. */
export interface CompressionMethod {
  /** The part of the request that changes the scores: requests of the same key share them. */
  scoreKey(request: ScoreRequest): string;
  /** Returns the fewest tokens that the method's own budget can keep of T frames of N tokens. Default: 1. */
  leastKept?(frames: number, tokens: number): number;
  /** Compiles the kernels; the returned function records them without waiting. */
  loadScore(gpu: Gpu, real: Real, request: ScoreRequest): Promise<EncodeScore>;
}

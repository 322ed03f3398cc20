// A selection as the page sees it: which tokens of a video a request keeps, in numbers only.

import type { PlanRequest } from "../../compression/request.ts";
import type { StageSpan } from "../../pipeline/stages.ts";

/** What a plan keeps of one frame, or of one step of several frames. */
export interface PlanFrame {
  /** Its time in the video, seconds. */
  readonly timeSec: number;
  /** The uniqueness u_t that the method gives the frame; 0 for methods that have none. */
  readonly uniqueness: number;
  /** The share r_t of this frame's tokens that the budget allows, before rounding, from 0 to 1. */
  readonly retention: number;
  /** The number of tokens that are kept. */
  readonly budget: number;
}

/** Which tokens of a video a request keeps. T frames of N tokens. */
export interface Plan {
  /** A number that no other plan of this engine has. */
  readonly id: number;
  /** The `id` of the video; 0 for `score`. */
  readonly videoId: number;
  /** The request that was made. */
  readonly request: PlanRequest;
  /** The frames in time order, T of them. */
  readonly frames: readonly PlanFrame[];
  /** The score of each token, [T × N], higher = kept sooner. */
  readonly tokenScores: Float32Array;
  /**
   * One number a token, [T × N]: 1 where it is kept, else 0. A method inside the decoder chooses when a question is asked:
   * until then all are 1, and the answer's plan has what is left behind its last cut.
   */
  readonly keptMask: Uint8Array;
  /** [T × N]: the place in it of the token into which each was merged; null for methods that merge none. */
  readonly members: Uint32Array | null;
  /** The number of all tokens, T · N. */
  readonly total: number;
  /** The number of tokens that are kept; for a method inside the decoder, behind its last cut. */
  readonly kept: number;
  /** The share of the tokens that a layer of the decoder has, on average over its layers. */
  readonly averageRetention: number;
  /** The KV-cache bytes of the tokens that are kept. */
  readonly kvBytes: number;
  /** The times of the stages, for a waterfall. */
  readonly spans: readonly StageSpan[];
}

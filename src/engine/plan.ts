// A selection as the page sees it: which tokens of a video a request keeps, in numbers only.

import type { PlanRequest } from "../compression/request.ts";
import type { StageSpan } from "../pipeline/stages.ts";

export interface PlanFrame {
  readonly timeSec: number;
  /** u_t of the method; 0 for methods that have none. */
  readonly uniqueness: number;
  /** r_t: the share of this frame's tokens that the budget allows, before rounding. */
  readonly retention: number;
  /** Tokens kept. */
  readonly budget: number;
}

/** A selection as the page sees it: plain data. */
export interface Plan {
  readonly id: number;
  readonly videoId: number;
  readonly request: PlanRequest;
  readonly frames: readonly PlanFrame[];
  /** Per token, higher = kept sooner. [T × N] */
  readonly tokenScores: Float32Array;
  /** 1 where the token is kept. [T × N] */
  readonly keptMask: Uint8Array;
  readonly total: number;
  readonly kept: number;
  /** KV bytes of the kept visual tokens. */
  readonly kvBytes: number;
  readonly spans: readonly StageSpan[];
}

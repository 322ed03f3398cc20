// How much of a video this machine can prefill in the time that it is given. Pure.

import type { Shape } from "../page/bench-model-run.ts";

export interface Speed {
  readonly msPerPosition: number;
  /** Positions of the prompt that are no visual tokens. */
  readonly textPositions: number;
}

export interface PrefillPlan {
  readonly shape: Shape;
  readonly repeats: number;
}

const FRAME_TOKENS = 196;
/** Fewer tokens than these drown in the prompt's text. */
const LEAST_TOKENS = 32;
/** More repeats before more frames up to here; then frames; then repeats again. */
const WANTED_REPEATS = 3;
const MOST_REPEATS = 5;

/**
 * The most frames (up to `mostFrames`) whose prefills at all `retentions` fit `budgetMs` three times over; where not even
 * one does, one frame as often as it fits; where that does not fit either, a part of one, once.
 */
export function planPrefill(
  { msPerPosition, textPositions }: Speed,
  retentions: readonly number[],
  budgetMs: number,
  mostFrames: number,
): PrefillPlan {
  const share = retentions.reduce((sum, retention) => sum + retention, 0);
  const text = retentions.length * textPositions;
  /** Positions of one round with so many visual tokens at 100 %. */
  const round = (tokens: number): number => share * tokens + text;
  const positions = budgetMs / msPerPosition;
  const tokensOf = (repeats: number): number => (positions / repeats - text) / share;
  const frames = Math.min(mostFrames, Math.floor(tokensOf(WANTED_REPEATS) / FRAME_TOKENS));
  const repeatsOf = (tokens: number): number =>
    Math.min(MOST_REPEATS, Math.floor(positions / round(tokens)));
  if (frames >= 1 || repeatsOf(FRAME_TOKENS) >= 1) {
    const shape = { frames: Math.max(1, frames), tokensPerFrame: FRAME_TOKENS };
    return { shape, repeats: repeatsOf(shape.frames * FRAME_TOKENS) };
  }
  const tokensPerFrame = Math.max(LEAST_TOKENS, Math.floor(tokensOf(1)));
  return { shape: { frames: 1, tokensPerFrame }, repeats: 1 };
}

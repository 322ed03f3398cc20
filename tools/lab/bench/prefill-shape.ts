// How much of a video this machine can prefill in the time it is given. Pure.

import type { Shape } from "../page/bench-model-run.ts";

export interface Speed {
  readonly msPerPosition: number;
  /** The positions of the prompt that are not visual tokens. */
  readonly textPositions: number;
}

export interface PrefillPlan {
  readonly shape: Shape;
  readonly repeats: number;
}

const FRAME_TOKENS = 196;
/** With fewer tokens than this, the prompt's text dominates. */
const LEAST_TOKENS = 32;
/** Up to this number, repeats are added before frames; then frames; then repeats again. */
const WANTED_REPEATS = 3;
const MOST_REPEATS = 5;

/**
 * Returns the most frames (up to `mostFrames`) whose prefills at all `retentions` fit `budgetMs` three times over; if
 * not even one frame does, one frame as often as it fits; if that does not fit either, a part of one, once.
 */
export function planPrefill(
  { msPerPosition, textPositions }: Speed,
  retentions: readonly number[],
  budgetMs: number,
  mostFrames: number,
): PrefillPlan {
  const share = retentions.reduce((sum, retention) => sum + retention, 0);
  const text = retentions.length * textPositions;
  /** Returns the positions of one round with so many visual tokens at 100 %. */
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

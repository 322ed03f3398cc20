// Tokens kept of a frame as a colour of the ramp. More tokens are more contrast with the ground, in both themes. The scale begins
// at no tokens, so that a frame with a few more than others has nearly their colour.

import type { Plan } from "../../engine/api.ts";

/** Returns the tokens at the end of the ramp: twice the even share, or the most of a frame; never more than a frame has. */
export function rampEnd({ kept, total, frames }: Plan): number {
  const most = frames.reduce((max, { budget }) => Math.max(max, budget), 0);
  const count = Math.max(1, frames.length);
  return Math.max(1, Math.min(total / count, Math.max(most, Math.ceil((2 * kept) / count))));
}

/** A CSS colour between the `--ramp-*` tokens, which follow the theme by themselves. */
export function rampColor(position: number): string {
  const place = Math.min(1, Math.max(0, position)) * 4;
  const stop = Math.min(3, Math.floor(place));
  const share = Math.round((place - stop) * 100);
  return `color-mix(in oklab, var(--ramp-${stop + 1}) ${share}%, var(--ramp-${stop}))`;
}

/** The colour of each frame of a plan. */
export function rampColors(plan: Plan): string[] {
  const end = rampEnd(plan);
  return plan.frames.map(({ budget }) => rampColor(budget / end));
}

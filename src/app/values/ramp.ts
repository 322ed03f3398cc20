// Share of the budget as a colour of the ramp. More share is more contrast with the ground, in both themes.

import type { Plan } from "../../engine/api.ts";

/** From the least share that VidCom² can give a frame, (1 − 1/T) of the even one, or a smaller one, to the largest. */
export interface RampDomain {
  readonly low: number;
  readonly high: number;
}

/** Shares are tokens kept over the even share of the plan. */
export function rampDomain(plan: Plan): RampDomain {
  const frames = plan.frames.length;
  const even = plan.kept / frames;
  const most = plan.frames.reduce((max, { budget }) => Math.max(max, budget), 0);
  const least = plan.frames.reduce((min, { budget }) => Math.min(min, budget), Infinity);
  const low = even * (1 - 1 / frames);
  // Rounding takes less than a token from a frame.
  return { low: least < low - 1 ? least : low, high: most };
}

/** Whether the domain is less than a token wide: what differs in it is rounding, and has one colour. */
export const isFlat = ({ low, high }: RampDomain): boolean => high - low < 1;

/** Where `budget` stands in the domain, 0–1; 0 in a flat one. */
export function rampPosition(budget: number, domain: RampDomain): number {
  if (isFlat(domain)) return 0;
  const { low, high } = domain;
  return Math.min(1, Math.max(0, (budget - low) / (high - low)));
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
  const domain = rampDomain(plan);
  const isEven = plan.frames.every(({ budget }) => budget === plan.frames[0]?.budget);
  return plan.frames.map(({ budget }) =>
    isEven ? rampColor(0.25) : rampColor(rampPosition(budget, domain)),
  );
}

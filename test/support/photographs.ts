// The photographs of test/golden, as grey pictures of 64 × 64.

import photographs from "../golden/photographs.json" with { type: "json" };

export type Photograph = keyof typeof photographs;

export const PHOTOGRAPH_SIDE = 64;

/** Returns a photograph's RGBA pixels. */
export const photographPixels = (name: Photograph): number[] =>
  Array.from(atob(photographs[name]), (grey) => grey.charCodeAt(0)).flatMap((level) => [
    level,
    level,
    level,
    255,
  ]);

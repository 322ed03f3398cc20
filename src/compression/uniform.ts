// The plainest rival: every frame keeps the same number of tokens, at an even stride over its grid.

import type { CompressionMethod } from "./method.ts";

export const uniform: CompressionMethod = {
  name: "Uniform",
  source:
    "every (N / k)-th token; the phase moves from frame to frame, so that the stride meets every column",
  needs: ["tokens"],
  budget: "even",
  pick: "strided",
  scoreKey: () => "",
  loadScore: async () => () => ({ scores: null, uniqueness: null }),
};

// The simplest baseline: every frame keeps the same number of tokens, every (N / k)-th of its grid. The phase moves
// from frame to frame, so that the stride meets every column.

import type { CompressionMethod } from "./method.ts";

export const uniform: CompressionMethod = {
  scoreKey: () => "",
  loadScore: async () => () => ({ scores: null, uniqueness: null }),
};

// Comparisons for tests that need no engine.

import { BIN_CENTRES, lookedAt } from "../../src/base/sampling.ts";
import type { ComparedVideo } from "../../src/store/compare/types.ts";

/** A video of two frames of 6 × 6 tokens. */
export const comparedVideo = (change: Partial<ComparedVideo> = {}): ComparedVideo => ({
  fileKey: 1,
  name: "My clip, final.mp4",
  sample: null,
  frames: 2,
  looking: {},
  looked: lookedAt({ sampling: BIN_CENTRES, stepTokens: null }, { frames: 2 }, 2),
  grid: { rows: 6, columns: 6 },
  ...change,
});

// V-CAST (2026, arXiv 2603.27650) gives more tokens to frames at which the video turns: where the step from the frame before and
// the step to the next point in different directions, on the unit means of frames. In a frame it keeps tokens unlike the
// frame's mean, and long ones. Rounding is the authors' code's, which gives what is left over to one frame; each frame keeps
// at least one token. Their order is by the retention, since budgets of different retentions are not nested.

import { loadVcast } from "../kernels/vcast.ts";
import { exactKept } from "./budget.ts";
import type { CompressionMethod } from "./method.ts";
import { loadCentres } from "./statistics.ts";

/** The temperature of the softmax over curvatures. */
const TEMPERATURE = 0.7;

export const vcast: CompressionMethod = {
  scoreKey: ({ retention }) => `${retention}`,
  leastKept: (frames) => frames,
  async loadScore(gpu, real, { retention }) {
    const [encodeCentres, encodeVcast] = await Promise.all([
      loadCentres(gpu, real),
      loadVcast(gpu, real),
    ]);
    return (recorder, all, allocator) => {
      const { tensor, frames, tokens, quads } = all;
      const { centres } = encodeCentres(recorder, all, allocator);
      const scores = allocator.keep([frames, tokens], "float32", "scores");
      const keys = allocator.scratch([frames, tokens], "float32", "keys");
      encodeVcast(
        recorder,
        {
          frames,
          tokens,
          quads,
          kept: exactKept(retention, frames * tokens),
          temperature: TEMPERATURE,
        },
        {
          features: tensor,
          centres,
          scores,
          keys,
          scratch: allocator.scratch,
        },
      );
      return { scores, keys, uniqueness: null };
    };
  },
};

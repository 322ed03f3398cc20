// LLaVA-Scissor (2025) merges tokens by connected components: in each frame those joined by cosines above a threshold, then over
// the whole video the means of these. Every token then goes to the component most like it, and a kept row is the mean of
// the component's own mean and all tokens that went to it. It stands at the token of the component that has the most
// neighbours, as in the authors' order. Their code looks at a sample of a large video's means; here all are compared.
// It takes a threshold and keeps as many as come out. Here the highest of 4,096 thresholds that keeps at most as many as the
// retention allows is searched for, so a few fewer are kept. The search needs no readback: the threshold lies on the GPU.

import { recordUnitVectors, UNIT_VECTORS } from "../kernels/unit-vectors.ts";
import { SCISSOR_ROWS, loadScissor } from "../kernels/scissor.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import { exactKept } from "./budget.ts";
import type { CompressionMethod } from "./method.ts";

/** The range of thresholds, from −1 to 1, is halved as often. */
const ROUNDS = 12;

export const llavaScissor: CompressionMethod = {
  scoreKey: ({ retention }) => `${retention}`,
  async loadScore(gpu, real, { retention }) {
    const [unit, encodeScissor, merge] = await Promise.all([
      gpu.kernels.load(UNIT_VECTORS, {}, real),
      loadScissor(gpu, real),
      gpu.kernels.load(SCISSOR_ROWS, {}, real),
    ]);
    return (recorder, { tensor, frames, tokens, width, quads }, allocator) => {
      const count = frames * tokens;
      const slots = exactKept(retention, count);
      const search = allocator.scratch([4], "float32", "search");
      gpu.device.queue.writeBuffer(search.buffer, 0, new Float32Array([-1, 1, 0, ROUNDS]));

      const units = allocator.scratch([quads, count, 4], "float32", "units");
      recordUnitVectors(recorder, unit, { count, quads }, { tokens: tensor, units });

      const members = allocator.keep([frames, tokens], "uint32", "members");
      const likeness = allocator.keep([frames, tokens], "float32", "likeness");
      const places = allocator.keep([count], "uint32", "places");
      const heads = allocator.keep([slots], "uint32", "heads");
      const following = allocator.keep([count], "uint32", "following");
      const centres = allocator.keep([quads, slots, 4], "float32", "centres");
      const norms = allocator.keep([slots], "float32", "norms");
      const rest = { places, heads, following, centres, norms };
      encodeScissor(
        recorder,
        { count, tokens, quads, most: slots, rounds: ROUNDS },
        {
          ...rest,
          features: tensor,
          units,
          search,
          members,
          likeness,
          scratch: allocator.scratch,
        },
      );
      return {
        scores: likeness,
        uniqueness: null,
        merged: {
          members,
          encodeRows: (to, features, kept, rows) => {
            const [most = 0] = kept.dims;
            to.dispatch(merge, {
              inputs: [features, kept, places, heads, following, centres, norms],
              outputs: [rows],
              params: packParams(u32(count, width, slots, most)),
              items: most * width,
            });
          },
        },
      };
    };
  },
};

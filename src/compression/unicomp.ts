// UniComp (CVPR 2026, arXiv 2512.03575) makes one frame of frames in a row that hardly differ, gives the frames more tokens that
// are unlike the others, and takes in each the tokens that are the least like it, none near another that was taken. A
// kept row is half its token and half the mean of all tokens near it, whether they were taken or not, as in the authors'
// code. Constants, rounding and the frame budget are that code's where it has no special model of frames: frames are
// compared by the means of their tokens' channels. Tokens are compared by their features; the authors may take the encoder's
// keys. A budget is the most that it keeps: where a frame has fewer tokens to give, fewer are kept.

import { UNICOMP_ROWS, loadUnicomp, nearWords } from "../kernels/unicomp.ts";
import { packParams, u32 } from "../gpu/params-ring.ts";
import type { CompressionMethod } from "./method.ts";
import { loadCentres } from "./statistics.ts";

/** 1 − cosine up to which a frame joins the group of the frame before. */
const FRAMES_APART = 0.005;

/** 1 − cosine below which tokens of a frame are merged. */
const TOKENS_APART = 0.2;

export const unicomp: CompressionMethod = {
  scoreKey: ({ retention }) => `${retention}`,
  async loadScore(gpu, real, { retention }) {
    const [encodeCentres, encodeUnicomp, merge] = await Promise.all([
      loadCentres(gpu, real),
      loadUnicomp(gpu, real),
      gpu.kernels.load(UNICOMP_ROWS, {}, real),
    ]);
    return (recorder, all, allocator) => {
      const { tensor, frames, tokens, width, quads } = all;
      const count = frames * tokens;
      const words = nearWords(tokens);
      const groups = allocator.keep([frames + 1], "uint32", "groups");
      const near = allocator.keep([count, words], "uint32", "near");
      const members = allocator.keep([frames, tokens], "uint32", "members");
      const scores = allocator.keep([frames, tokens], "float32", "unlikeness");
      const { centres } = encodeCentres(recorder, all, allocator);
      encodeUnicomp(
        recorder,
        {
          frames,
          tokens,
          width,
          quads,
          budget: Math.max(1, Math.trunc(retention * frames * tokens)),
          longest: Math.trunc(1 / retention),
          framesApart: FRAMES_APART,
          tokensApart: TOKENS_APART,
        },
        {
          features: tensor,
          centres,
          groups,
          near,
          members,
          scores,
          scratch: allocator.scratch,
        },
      );
      return {
        scores,
        uniqueness: null,
        merged: {
          members,
          encodeRows: (to, features, kept, rows) => {
            const [most = 0] = kept.dims;
            to.dispatch(merge, {
              inputs: [features, kept, near, groups],
              outputs: [rows],
              params: packParams(u32(count, tokens, width, words, most)),
              items: most * width,
            });
          },
        },
      };
    };
  },
};

// The baseline by chance: every frame keeps the same number of tokens, drawn by a seeded hash of their place.

import { recordHashScores, HASH_SCORES } from "../kernels/hash-scores.ts";
import type { CompressionMethod } from "./method.ts";

export const random: CompressionMethod = {
  scoreKey: ({ seed }) => `${seed}`,
  async loadScore(gpu, _real, { seed }) {
    const kernel = await gpu.kernels.load(HASH_SCORES);
    return (recorder, { frames, tokens }, allocator) => {
      const scores = allocator.keep([frames, tokens], "float32", "scores");
      recordHashScores(recorder, kernel, { count: frames * tokens, seed }, { scores });
      return { scores, uniqueness: null };
    };
  },
};

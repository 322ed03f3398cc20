// Ranks the tokens of a chunk with the settings' scorer.

import type { CoveredChunk } from "../compression/cover-chunk.ts";
import type { Compressor } from "../compression/plan.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { AngleCodes } from "../kernels/angle-codes.ts";
import { meanRanks } from "../memory/ranks.ts";
import type { ChunkToRead, Score } from "../memory/video-memory.ts";
import type { Scorer } from "../memory/choices.ts";

/** What scores a chunk, and what then tells the codes by which later chunks are compared with it. */
export interface TokenScores {
  readonly score: Score;
  readonly codes: NonNullable<ChunkToRead["codes"]>;
}

/**
 * Returns the score for `tokens` [F, N, D] of a chunk. `earlier`: the codes of what the chunks before keep, null where
 * there are none.
 */
export function tokenScores(
  compressor: Compressor,
  tokens: Tensor,
  scorer: Scorer,
  earlier: AngleCodes | null,
): TokenScores {
  // Both passes of a memory with two use the same.
  let uniqueness: Promise<Float32Array<ArrayBuffer>> | undefined;
  const unique = () => (uniqueness ??= scoreUniqueness(compressor, tokens));
  let covering: Promise<CoveredChunk> | undefined;
  const covered = () => (covering ??= compressor.coverChunk(tokens, earlier));
  const scores: Record<Scorer, Score> = {
    uniform: () => Promise.resolve(null),
    vidcom2: unique,
    cover: async () => (await covered()).novelty,
    redundancy: ({ redundancy }) => redundancy(),
    ranks: async ({ redundancy }) => meanRanks([await unique(), await redundancy()]),
  };
  return {
    score: scores[scorer],
    codes: async () => (scorer === "cover" ? (await covered()).codes : null),
  };
}

async function scoreUniqueness(
  compressor: Compressor,
  tokens: Tensor,
): Promise<Float32Array<ArrayBuffer>> {
  const selection = await compressor.plan(tokens, { method: "vidcom2", retention: 1 });
  selection.destroy();
  compressor.forget(tokens);
  return Float32Array.from(selection.tokenScores);
}

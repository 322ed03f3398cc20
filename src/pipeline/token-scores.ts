// Ranks the tokens of a chunk with the settings' scorer.

import type { Compressor } from "../compression/plan.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { meanRanks } from "../memory/ranks.ts";
import type { Score } from "../memory/video-memory.ts";
import type { Scorer } from "../memory/choices.ts";

/** Returns the score for `tokens` [F, N, D] of a chunk. */
export function tokenScores(compressor: Compressor, tokens: Tensor, scorer: Scorer): Score {
  // Both passes of a memory with two use the same.
  let uniqueness: Promise<Float32Array<ArrayBuffer>> | undefined;
  const unique = () => (uniqueness ??= scoreUniqueness(compressor, tokens));
  const scores: Record<Scorer, Score> = {
    uniform: () => Promise.resolve(null),
    vidcom2: unique,
    redundancy: ({ redundancy }) => redundancy(),
    ranks: async ({ redundancy }) => meanRanks([await unique(), await redundancy()]),
  };
  return scores[scorer];
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

// PyramidDrop (CVPR 2025, arXiv 2410.17247; code at 6444f30): before three layers, tokens are dropped that the prompt's
// last row looks at least, by the attention that this very layer would have. What stays is numbered anew. Each layer keeps
// half of what the one before keeps, of the tokens of the whole video.

import { unreachable, type LayerCut, type TokensInLayers } from "./layer-cuts.ts";

/** A deep decoder is cut before layers 2, L/4 and L/2: at L/4, L/2 and 3L/4, as published, it keeps 47 % at least. */
const FIRST = 2;
const SHALLOW = 12;

/**
 * Returns the cuts with which a layer has the share `retention` of the tokens on average.
 * @throws AppError `retention-unreachable` when the layers before the first cut have more.
 */
export function pdropCuts({ layers, tokens }: TokensInLayers, retention: number): LayerCut[] {
  if (retention === 1) return [];
  const at = layers < SHALLOW ? [1, 2, 3] : [FIRST, Math.floor(layers / 4), Math.floor(layers / 2)];
  const share = (first: number, cut: number): number => Math.min(1, first / 2 ** cut);
  const average = (first: number): number =>
    at.reduce((sum, layer, i) => {
      const width = (at[i + 1] ?? layers) - layer;
      return sum + width * share(first, i);
    }, at[0] ?? 0) / layers;
  let [low, high] = [0, 2 ** (at.length - 1)];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (average(middle) < retention) low = middle;
    else high = middle;
  }
  // Halving ends a billionth off, which must not cost a token.
  const kept = (cut: number): number => Math.floor(tokens * share(high, cut) + 1e-6);
  const cuts = at.map((layer, i) => ({ layer, keep: kept(i) }));
  if (cuts.some(({ keep }) => keep < 1)) {
    throw unreachable("PDrop", retention, (at[0] ?? 0) / layers);
  }
  return cuts.filter(({ keep }) => keep < tokens);
}

// V²Drop (CVPR 2026; code at 219e03e): before three layers, tokens are dropped that the layer before has moved least. It looks
// at no attention. The second cut keeps half of what the first keeps, the third a single token.

import { unreachable, type LayerCut, type TokensInLayers } from "./layer-cuts.ts";

/** The layers of its code for LLaVA (32 layers) and Qwen2-VL (28). */
const LAYERS: ReadonlyMap<number, readonly number[]> = new Map([
  [32, [3, 17, 22]],
  [28, [3, 16, 22]],
]);
const SHALLOW = 12;

/**
 * Returns the cuts with which a layer has the share `retention` of the tokens on average. Other depths than the code's are cut
 * in proportion to its 32 layers, a shallow one before layers 1, 2 and 3. What these shares do not reach keeps more behind the
 * last cut. @throws AppError `retention-unreachable` when the layers before the first cut have more.
 */
export function v2dropCuts({ layers, tokens }: TokensInLayers, retention: number): LayerCut[] {
  if (retention === 1) return [];
  const [first = 0, second = 0, third = 0] =
    LAYERS.get(layers) ??
    (layers < SHALLOW
      ? [1, 2, 3]
      : [3, Math.round((17 * layers) / 32), Math.round((22 * layers) / 32)]);
  // Counted in layers that hold all tokens, behind those before the first cut.
  const left = retention * layers - first - (layers - third) / tokens;
  const [early, late] = [second - first, third - second];
  // Where all tokens pass the first cut, the second keeps what is left; where they pass both, the third.
  const share = Math.min(1, left / (early + late / 2));
  const half = Math.min(1, share < 1 ? share / 2 : (left - early) / late);
  const end = half < 1 ? 0 : (left - early - late) / (layers - third);
  const kept = (part: number): number => Math.max(1, Math.floor(tokens * part + 1e-6));
  if (share <= 0 || Math.floor(tokens * share + 1e-6) < 1) {
    throw unreachable("V²Drop", retention, first / layers);
  }
  return [
    { layer: first, keep: kept(share) },
    { layer: second, keep: kept(half) },
    { layer: third, keep: kept(end) },
  ].filter(({ keep }) => keep < tokens);
}

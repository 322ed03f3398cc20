// FastV (ECCV 2024, arXiv 2403.06764; code at d165972): before layer K the tokens that the prompt's last row looks at
// least in layer K − 1 are dropped, once. Text and the positions of what stays are untouched.

import { roundHalfEven } from "../../base/round.ts";
import { unreachable, type LayerCut, type TokensInLayers } from "./layer-cuts.ts";

/** K of the paper, for decoders of 24 and more layers; a shallow one is cut before its second layer. */
const LAYER = 2;
const SHALLOW = 12;

/**
 * Returns the one cut with which a layer has the share `retention` of the tokens on average: behind it, of the share
 * (R · L − K) / (L − K). @throws AppError `retention-unreachable` when the layers before the cut have more.
 */
export function fastvCuts({ layers, tokens }: TokensInLayers, retention: number): LayerCut[] {
  if (retention === 1) return [];
  const layer = layers < SHALLOW ? 1 : LAYER;
  const keep = roundHalfEven((tokens * (retention * layers - layer)) / (layers - layer));
  if (keep < 1) throw unreachable("FastV", retention, layer / layers);
  return [{ layer, keep }];
}

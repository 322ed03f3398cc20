// SparseVLM (ICML 2025, arXiv 2410.04417) and SparseVLM+ (its version 2.0; code at 26a5f48): behind three layers, tokens are
// dropped that the question's raters look at least. Raters are those rows of the text behind the video that its tokens are
// most like. SparseVLM merges a part of what it drops into a few new rows, and numbers all rows anew; SparseVLM+ does neither,
// but divides attention by what the distance of the rows alone would give, and reads the 14 heads that look at the video most.

import { roundHalfEven } from "../../base/round.ts";
import {
  averageRetention,
  rowsBehind,
  unreachable,
  type LayerCut,
  type TokensInLayers,
} from "./layer-cuts.ts";

/** How many of 576 tokens the code keeps behind each cut, by how many it calls that. */
const TABLES = {
  sparsevlm: [
    [64, [66, 30, 17]],
    [96, [238, 48, 26]],
    [128, [303, 110, 36]],
    [192, [300, 200, 110]],
  ],
  "sparsevlm-plus": [
    [64, [66, 34, 20]],
    [96, [246, 54, 28]],
    [128, [238, 108, 60]],
    [192, [300, 200, 118]],
  ],
} as const;

const TOKENS = 576;
const SHALLOW = 12;

export type SparseVersion = keyof typeof TABLES;

const NAMES = { sparsevlm: "SparseVLM", "sparsevlm-plus": "SparseVLM+" } as const;

/** Returns how many of `dropped` tokens, at least one, are merged, and into how many rows; the others are gone. */
function recycledOf(dropped: number): { readonly from: number; readonly into: number } {
  const from = Math.floor(0.3 * dropped) + 1;
  return { from, into: Math.floor(from / 10) + 1 };
}

/**
 * Returns the cuts with which a layer has the share `retention` of the tokens on average. The code acts on the output of layers
 * 2, 6 and 15 of 32, so it cuts before the next; other depths are cut in proportion, a shallow one before layers 1, 2 and 3.
 * Between the rows of its table, and beyond, the numbers are drawn out in a line.
 * @throws AppError `retention-unreachable` when the layers before the first cut have more.
 */
export function sparseCuts(
  version: SparseVersion,
  sizes: TokensInLayers,
  retention: number,
): LayerCut[] {
  if (retention === 1) return [];
  const { layers } = sizes;
  const at =
    layers < SHALLOW
      ? [1, 2, 3]
      : [3, Math.round((6 * layers) / 32) + 1, Math.floor((15 * layers) / 32) + 1];
  const cutsOf = (called: number): LayerCut[] => keptCuts(version, at, sizes, called);
  const missOf = (cuts: readonly LayerCut[]): number => averageRetention(cuts, sizes) - retention;
  let [low, high] = [0, TOKENS];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (missOf(cutsOf(middle)) < 0) low = middle;
    else high = middle;
  }
  const [below, above] = [cutsOf(low), cutsOf(high)];
  const cuts = -missOf(below) < missOf(above) ? below : above;
  if (cuts.some(({ keep }) => keep < 1)) {
    throw unreachable(NAMES[version], retention, (at[0] ?? 0) / layers);
  }
  return cuts;
}

/** Returns what the code keeps of a video's tokens where it keeps `called` of 576, 64 to 192 in its tables. */
export function keptCuts(
  version: SparseVersion,
  at: readonly number[],
  { tokens }: Pick<TokensInLayers, "tokens">,
  called: number,
): LayerCut[] {
  let held = tokens;
  return at.map((layer, i) => {
    const wanted = roundHalfEven((tokens * drawnOut(version, called, i)) / TOKENS);
    const keep = Math.min(wanted, held - 1);
    const recycles = version === "sparsevlm" && held > keep;
    const cut = { layer, keep, ...(recycles && { recycled: recycledOf(held - keep) }) };
    held = rowsBehind(cut);
    return cut;
  });
}

function drawnOut(version: SparseVersion, called: number, cut: number): number {
  const rows = [[0, [0, 0, 0]], ...TABLES[version], [TOKENS, [TOKENS, TOKENS, TOKENS]]] as const;
  for (const [i, [to, kept]] of rows.entries()) {
    if (called > to) continue;
    const [from, before] = rows[i - 1] ?? [0, [0, 0, 0]];
    const [low, high] = [before[cut] ?? 0, kept[cut] ?? 0];
    return to === from ? high : low + ((high - low) * (called - from)) / (to - from);
  }
  return TOKENS;
}

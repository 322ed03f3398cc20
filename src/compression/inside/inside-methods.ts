// The methods that drop tokens between the decoder's layers, question by question. All tokens of the video go in.

import type { MethodId, PositionsId } from "../request.ts";
import { fastvCuts } from "./fastv.ts";
import type { LayerCut, TokensInLayers } from "./layer-cuts.ts";
import { pdropCuts } from "./pdrop.ts";
import { sparseCuts } from "./sparsevlm.ts";
import { v2dropCuts } from "./v2drop.ts";

export interface InsideMethod {
  /** Returns where tokens are dropped, and how many stay. @throws AppError `retention-unreachable` */
  cuts(sizes: TokensInLayers, retention: number): LayerCut[];
  /**
   * What tokens are rated by: how much the prompt's last row looks at them in the layer before a cut ("last-row") or behind it
   * ("next-layer"), how much the question's raters do ("raters", or "far-raters" without what distance alone gives), or how far
   * the layer before the cut moves them ("change").
   */
  readonly rater: "last-row" | "next-layer" | "raters" | "far-raters" | "change";
  /** Where rows stand behind a cut, unless the request says otherwise. */
  readonly positions: PositionsId;
}

/** The methods by id; those that are missing choose tokens before the decoder. */
export const INSIDE_METHODS: Readonly<Partial<Record<MethodId, InsideMethod>>> = {
  fastv: { cuts: fastvCuts, rater: "last-row", positions: "original" },
  sparsevlm: {
    cuts: (sizes, retention) => sparseCuts("sparsevlm", sizes, retention),
    rater: "raters",
    positions: "compact",
  },
  "sparsevlm-plus": {
    cuts: (sizes, retention) => sparseCuts("sparsevlm-plus", sizes, retention),
    rater: "far-raters",
    positions: "original",
  },
  v2drop: { cuts: v2dropCuts, rater: "change", positions: "original" },
  pdrop: { cuts: pdropCuts, rater: "next-layer", positions: "compact" },
};

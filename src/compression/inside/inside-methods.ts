// The methods that drop tokens between the decoder's layers, question by question. All tokens of the video go in.

import type { MethodId, PositionsId } from "../request.ts";
import { fastvCuts } from "./fastv.ts";
import type { LayerCut, TokensInLayers } from "./layer-cuts.ts";
import { pdropCuts } from "./pdrop.ts";

export interface InsideMethod {
  /** Returns where tokens are dropped, and how many stay. @throws AppError `retention-unreachable` */
  cuts(sizes: TokensInLayers, retention: number): LayerCut[];
  /** What tokens are rated by: how much the prompt's last row looks at them, in the layer before a cut or behind it. */
  readonly rater: "last-row" | "next-layer";
  /** Where rows stand behind a cut, unless the request says otherwise. */
  readonly positions: PositionsId;
}

/** The methods by id; those that are missing choose tokens before the decoder. */
export const INSIDE_METHODS: Readonly<Partial<Record<MethodId, InsideMethod>>> = {
  fastv: { cuts: fastvCuts, rater: "last-row", positions: "original" },
  pdrop: { cuts: pdropCuts, rater: "next-layer", positions: "compact" },
};

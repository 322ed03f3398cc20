// Plans of methods inside the decoder: where rows are dropped, and by what they are rated. Which tokens those are is not known
// before a question.

import {
  averageRetention,
  rowsBehind,
  type TokensInLayers,
} from "../../compression/inside/layer-cuts.ts";
import { INSIDE_METHODS, type InsideMethod } from "../../compression/inside/inside-methods.ts";
import type { Compressor } from "../../compression/plan.ts";
import { checkRetention, type PlanRequest } from "../../compression/request.ts";
import type { Tensor } from "../../gpu/tensor.ts";
import type { RowCut } from "../../language/drop-rows.ts";
import { rateByFarRaters } from "../../language/rate-by-far-raters.ts";
import {
  rateByChange,
  rateByLastRow,
  rateByNextLayer,
  rateByRaters,
  type RateRows,
} from "../../language/rate-rows.ts";
import type { LoadedModel } from "../../pipeline/loaded-model.ts";
import type { DroppedInside } from "../../pipeline/video-tokens.ts";
import type { Plan } from "../api/plan.ts";

export interface PlannedInside {
  /** What is dropped; undefined where nothing is. */
  readonly dropped: DroppedInside | undefined;
  readonly counts: Pick<Plan, "kept" | "averageRetention">;
}

/** Returns what a method inside the decoder drops of so many tokens; null for a method before it. */
export function planInside(
  request: PlanRequest,
  tokens: number,
  model: LoadedModel,
): PlannedInside | null {
  const method = INSIDE_METHODS[request.method];
  if (method === undefined) return null;
  const sizes: TokensInLayers = { layers: model.config.text.layers, tokens };
  const cuts = method.cuts(sizes, checkRetention(request.retention));
  const positions = request.positions ?? method.positions;
  const dropped: DroppedInside = {
    cuts: cuts.map((cut) => ({ ...cut, positions })),
    rate: rateOf(method, model),
  };
  const last = cuts.at(-1);
  const counts = {
    kept: last === undefined ? tokens : rowsBehind(last),
    averageRetention: averageRetention(cuts, sizes),
  };
  return { dropped: cuts.length === 0 ? undefined : dropped, counts };
}

function rateOf({ rater }: InsideMethod, { config }: LoadedModel): RateRows {
  switch (rater) {
    case "last-row":
      return rateByLastRow;
    case "next-layer":
      return rateByNextLayer;
    case "raters":
      return rateByRaters;
    case "far-raters":
      return rateByFarRaters(config.text.ropeTheta);
    case "change":
      return rateByChange;
  }
}

/**
 * Lets the frame budget that a request names share what each cut keeps, at the share that it keeps of all `tokens` [T, N, D].
 * Returns that, and the uniqueness [T] by which frames were told; empty without such a budget.
 */
export async function driveFrames(
  compressor: Compressor,
  tokens: Tensor,
  request: PlanRequest,
  dropped: DroppedInside | undefined,
): Promise<{ dropped: DroppedInside | undefined; uniqueness: ArrayLike<number> }> {
  const [frameCount = 0, perFrame = 0] = tokens.dims;
  if (request.budget === undefined || dropped === undefined) return { dropped, uniqueness: [] };
  const cuts: RowCut[] = [];
  let uniqueness: ArrayLike<number> = [];
  for (const cut of dropped.cuts) {
    const retention = cut.keep / (frameCount * perFrame);
    const selection = await compressor.plan(tokens, { ...request, retention });
    selection.destroy();
    uniqueness = selection.uniqueness;
    const frames = { tokens: perFrame, shares: selection.retentions };
    cuts.push({ ...cut, frames });
  }
  return { dropped: { ...dropped, cuts }, uniqueness };
}

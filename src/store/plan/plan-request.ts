// Converts the reader's choices to a request to the engine, and back.

import { MAX_FRAMES } from "../../base/sampling.ts";
import { isSameRange } from "../../base/time-range.ts";
import type { Looking, ModelInfo, PlanRequest, VidCom2Variant } from "../../engine/api.ts";
import {
  BUDGETS,
  DEFAULT_METHOD,
  METHODS,
  reads,
  takes,
  takesBudget,
  variantsOf,
} from "../../engine/catalogue.ts";
import type { Choices } from "./types.ts";

/** What is kept before the reader has chosen. */
export const DEFAULT_PLAN = { method: DEFAULT_METHOD, retention: 0.25 } as const;

const MIN_RETENTION = 0.05;

/** Rounds to hundredths within the slider's range. A value that is not a number becomes 1. */
export function clampRetention(retention: number): number {
  if (Number.isNaN(retention)) return 1;
  return Math.round(Math.min(1, Math.max(MIN_RETENTION, retention)) * 100) / 100;
}

/** Returns a whole number of frames that the engine accepts. */
export function clampFrames(frames: number): number {
  if (Number.isNaN(frames)) return MAX_FRAMES;
  return Math.round(Math.min(MAX_FRAMES, Math.max(1, frames)));
}

/** The paper and its code have their own rounding; only our preset meets the budget exactly by default. */
export const isExactByDefault = (variant: VidCom2Variant): boolean =>
  METHODS.vidcom2.variants[variant].switches.rounding === "exact";

/** Returns what the reader wants instead of the model's own. */
export const lookingOf = ({
  frames,
  spread,
  stepTokens,
  range,
  copiesStill,
}: Choices): Looking => ({
  frames: frames ?? undefined,
  spread: spread ?? undefined,
  stepTokens: stepTokens ?? undefined,
  range: range ?? undefined,
  copiesStill,
});

/** Returns the choices that look at frames as `looking` says. */
export const chosenBy = (
  looking: Looking,
): Pick<Choices, "frames" | "spread" | "stepTokens" | "range" | "copiesStill"> => ({
  frames: looking.frames ?? null,
  spread: looking.spread ?? null,
  stepTokens: looking.stepTokens ?? null,
  range: looking.range ?? null,
  copiesStill: copies(looking),
});

/** What stays the same is copied unless something else is said. */
export const COPIES_STILL = true;

const copies = ({ copiesStill = COPIES_STILL }: Looking): boolean => copiesStill;

export const isSameLooking = (a: Looking, b: Looking): boolean =>
  a.frames === b.frames &&
  a.spread === b.spread &&
  a.stepTokens === b.stepTokens &&
  copies(a) === copies(b) &&
  isSameRange(a.range, b.range);

export function planRequestOf(choices: Choices): PlanRequest {
  const { positions } = choices;
  return { ...keptBy(choices), ...(positions !== null && { positions }) };
}

/** Returns the choices without what a model does not offer. */
export function fitChoices(choices: Choices, model: Pick<ModelInfo, "positions"> | null): Choices {
  const { positions } = choices;
  const isOffered = positions === null || model?.positions.includes(positions) === true;
  return isOffered ? choices : { ...choices, positions: null };
}

/** Returns the part of the request that decides which tokens are kept. */
function keptBy(choices: Choices): PlanRequest {
  const { method, retention, variant, exactBudget, seed, favorsEnds } = choices;
  const driven = {
    method,
    ...(choices.budget !== null && takesBudget(method) && { budget: choices.budget }),
  };
  const isOwnRounding = exactBudget === isExactByDefault(variant);
  return {
    ...driven,
    retention,
    ...(variantsOf(method).length > 0 && { variant }),
    ...(takes(method, "rounding") &&
      !isOwnRounding && { switches: { rounding: exactBudget ? "exact" : "ceil" } }),
    ...(reads(driven, "seed") && { seed }),
    ...(reads(driven, "ends") && !favorsEnds && { ends: 0 }),
  };
}

/**
 * Returns the choices that make `request`. What it omits stays as it is, except the frame budget, which becomes the
 * method's own, and positions, which become the model's.
 */
export function choicesOf(request: PlanRequest, now: Choices): Choices {
  const variant = request.variant ?? now.variant;
  const rounding = request.switches?.rounding;
  const frameBudget = BUDGETS.find((one) => one === request.budget);
  return {
    ...now,
    method: request.method,
    retention: clampRetention(request.retention),
    variant,
    exactBudget: !takes(request.method, "rounding")
      ? now.exactBudget
      : rounding === undefined
        ? isExactByDefault(variant)
        : rounding === "exact",
    budget: takesBudget(request.method) ? (frameBudget ?? null) : now.budget,
    seed: request.seed ?? now.seed,
    favorsEnds: reads(request, "ends") ? request.ends !== 0 : now.favorsEnds,
    positions: request.positions ?? null,
  };
}

// The catalogue as a list of choices: one for each method, or for each variant of a method that has variants.

import { must } from "../base/assert.ts";
import {
  METHODS,
  type FrameScore,
  type MethodEntry,
  type MethodId,
  type MethodOption,
} from "./catalogue.ts";
import type { BudgetId, PlanRequest, VidCom2Variant } from "./request.ts";

/** A method, or one variant of a method that has some, as a reader chooses it. */
export interface MethodChoice {
  /** Its name in the lab: "vidcom2:cosine", "uniform". */
  readonly id: string;
  /** Its name for people. */
  readonly name: string;
  /** A sentence about it. */
  readonly about: string;
  /** The method, for a `PlanRequest`. */
  readonly method: MethodId;
  /** The variant, for a `PlanRequest`; null for a method without variants. */
  readonly variant: VidCom2Variant | null;
}

type Chosen = Pick<PlanRequest, "method" | "variant">;

const entryOf = (method: MethodId): MethodEntry => METHODS[method];

/** The ids of all methods, in the catalogue's order. */
export const METHOD_IDS = Object.keys(METHODS) as MethodId[];

/** The method that the page and the lab begin with: the catalogue's first. */
export const DEFAULT_METHOD: MethodId = must(METHOD_IDS[0], "a method");

/** Returns the variants of a method, the default first; empty for a method without variants. */
export const variantsOf = (method: MethodId): VidCom2Variant[] =>
  Object.keys(entryOf(method).variants ?? {}) as VidCom2Variant[];

/** Returns the variant that a request means; null for a method without variants. */
export const variantOf = ({ method, variant }: Chosen): VidCom2Variant | null => {
  const [first = null, ...others] = variantsOf(method);
  return others.find((one) => one === variant) ?? first;
};

/** Whether a method drops tokens between the decoder's layers, instead of before them. */
export const isInside = (method: MethodId): boolean => entryOf(method).isInside === true;

/** Whether a method takes tokens without looking at them. */
export const isBlind = (method: MethodId): boolean => entryOf(method).isBlind === true;

/** Whether a method reads this part of a request. */
export const takes = (method: MethodId, option: MethodOption): boolean =>
  entryOf(method).options.includes(option);

/** The methods whose scores share a budget among the frames; the others are shared by the method itself, or evenly. */
const DRIVERS: Readonly<Partial<Record<BudgetId, MethodId>>> = {
  vidcom2: "vidcom2",
  shuffled: "vidcom2",
  cover: "cover",
  "shuffled-cover": "cover",
};

/** Returns the method whose scores share the budget of a request among the frames: another one, or its own. */
export const driverOf = ({ method, budget }: Pick<PlanRequest, "method" | "budget">): MethodId =>
  (budget !== undefined && DRIVERS[budget]) || method;

/** Whether a draw decides which frame gets which budget. */
export const isShuffled = ({ budget }: Pick<PlanRequest, "budget">): boolean =>
  budget === "shuffled" || budget === "shuffled-cover";

/** Whether another frame budget can drive a method: any that does not pick its tokens itself. */
export const takesBudget = (method: MethodId): boolean => entryOf(method).budget !== "picks";

/** Whether a request reads this option: its method does, the method that drives its budget, or a draw. */
export const reads = (
  request: Pick<PlanRequest, "method" | "budget">,
  option: Exclude<MethodOption, "rounding">,
): boolean =>
  takes(request.method, option) ||
  takes(driverOf(request), option) ||
  (option === "seed" && isShuffled(request));

/**
 * Returns what a plan tells of each frame: the score of the method that drives its budget, else the method's own; null
 * where there is neither.
 */
export const frameScoreOf = (request: PlanRequest): FrameScore | null =>
  // Frames are left out by their uniqueness, whatever chooses the tokens of the others.
  request.leftOut === undefined ? (entryOf(driverOf(request)).frameScore ?? null) : "uniqueness";

/** All choices, in the catalogue's order; the first is the default. */
export const METHOD_CHOICES: readonly MethodChoice[] = METHOD_IDS.flatMap(
  (method): MethodChoice[] => {
    const { name, about, variants } = entryOf(method);
    if (variants === undefined) return [{ id: method, name, about, method, variant: null }];
    return variantsOf(method).map((variant) => ({
      id: `${method}:${variant}`,
      name: variants[variant]?.name ?? name,
      about: variants[variant]?.about ?? about,
      method,
      variant,
    }));
  },
);

/** Returns the choice that a request was made with; undefined when it is not in the catalogue. */
export function methodChoice(request: Chosen): MethodChoice | undefined {
  const variant = variantOf(request);
  return METHOD_CHOICES.find((one) => one.method === request.method && one.variant === variant);
}

/** Returns a name such as "VidCom² cosine", or the method's id when it is not in the catalogue. */
export const methodName = (request: Chosen): string =>
  methodChoice(request)?.name ?? request.method;

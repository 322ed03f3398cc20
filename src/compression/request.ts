// What a caller asks of the compression stage, checked once on entry. T frames of N tokens.

import { AppError } from "../base/errors.ts";
import {
  DEFAULT_ENDS,
  FRAME_BUDGETS,
  METHODS,
  TEMPERATURE,
  type FrameBudgetId,
  type MethodId,
  type VidCom2Variant,
} from "./catalogue.ts";
import type { LeftOut } from "./left-out.ts";
import type { BudgetId, ScoreRequest, VidCom2Switches } from "./method.ts";

export type { MethodId, VidCom2Variant } from "./catalogue.ts";
export type { LeftOut, LeftOutKind } from "./left-out.ts";
export type { BudgetId, VidCom2Switches } from "./method.ts";

/**
 * Which rotary positions the kept tokens and the text after them get. `original`: each keeps its position in the whole
 * video, with gaps where tokens were dropped. `compact`: positions are numbered without gaps.
 */
export type PositionsId = "compact" | "original";

/** What is asked of the compression of a video. */
export interface PlanRequest {
  /** The method that chooses tokens. */
  readonly method: MethodId;
  /** The share of tokens to keep, above 0 and at most 1. */
  readonly retention: number;
  /** The way to compute VidCom², which no other method looks at. Default "framewise". */
  readonly variant?: VidCom2Variant;
  /** Single switches that replace the variant's. Default: none. */
  readonly switches?: Partial<VidCom2Switches>;
  /** Whose frame budget drives the method's token score, at every cut of one inside the decoder. Default: the method's own. */
  readonly budget?: BudgetId;
  /** A whole number from which the method "random" and the shuffled budgets draw. Default 0. */
  readonly seed?: number;
  /** By how much more tokens of the first and the last frame weigh for Cover and its frame budget, at least 0. Default 0.5. */
  readonly ends?: number;
  /**
   * Where the kept tokens stand in questions under this plan; the choice of tokens does not depend on it. Default:
   * "original" where the model can take it and the whole video fits its positions, else "compact".
   */
  readonly positions?: PositionsId;
  /**
   * Frames of which no token is kept, whatever the method chose of them. Not for methods that merge tokens or work inside the
   * decoder. Default: none.
   */
  readonly leftOut?: LeftOut;
}

/**
 * The request that keeps every token. Any method does at retention 1; this one scores nothing, so it costs nothing, and
 * reports of it name no method to readers.
 */
export const ALL_TOKENS: PlanRequest = { method: "uniform", retention: 1 };

/** A request with every choice made. */
export interface CompleteRequest extends ScoreRequest {
  readonly method: MethodId;
  readonly budget: BudgetId;
}

const { variants: VARIANTS } = METHODS.vidcom2;

const CHOICES = {
  kernel: ["cosine", "gaussian"],
  channels: ["all", "low-variance"],
  centre: ["raw", "unit"],
  rounding: ["ceil", "round", "exact"],
} as const;

/** The ids of all frame budgets that can be asked for, in the catalogue's order. */
export const BUDGETS = Object.keys(FRAME_BUDGETS) as FrameBudgetId[];

/**
 * Fills in what the request leaves open. Everything is checked, since requests also come from scripts.
 * @throws AppError `retention-invalid`, `method-unknown`, `variant-unknown`, `budget-unknown`, `switch-invalid`,
 * `budget-unfit`,
 * `seed-invalid` or `ends-invalid`.
 */
export function completeRequest(request: PlanRequest): CompleteRequest {
  const { method, variant = "framewise", seed = 0, ends = DEFAULT_ENDS } = request;
  const methods: readonly string[] = Object.keys(METHODS);
  const variants: readonly string[] = Object.keys(VARIANTS);
  if (!methods.includes(method)) {
    throw new AppError(
      "method-unknown",
      `Compression method "${method}" is not known.`,
      `Choose one of ${methods.join(", ")}.`,
    );
  }
  if (!variants.includes(variant)) {
    throw new AppError(
      "variant-unknown",
      `VidCom² variant "${variant}" is not known.`,
      `Choose one of ${variants.join(", ")}.`,
    );
  }
  const budget = request.budget ?? METHODS[method].budget;
  const budgets: readonly string[] = BUDGETS;
  if (request.budget !== undefined && !budgets.includes(budget)) {
    throw new AppError(
      "budget-unknown",
      `Frame budget "${budget}" is not known.`,
      `Choose one of ${budgets.join(", ")}.`,
    );
  }
  const own = METHODS[method].budget;
  if (own === "picks" && budget !== own) {
    throw new AppError(
      "budget-unfit",
      `${METHODS[method].name} shares its tokens among the frames itself; the frame budget "${budget}" cannot drive it.`,
      "Leave the budget out, or take another method.",
    );
  }
  if (!Number.isSafeInteger(seed)) {
    throw new AppError("seed-invalid", `Seed ${seed} is not a whole number.`, "Give one, e.g. 0.");
  }
  if (!(ends >= 0 && ends < Infinity)) {
    throw new AppError(
      "ends-invalid",
      `A weight of ${ends} for the ends is not possible.`,
      "Give a number of at least 0, e.g. 0.5.",
    );
  }
  return {
    method,
    retention: checkRetention(request.retention),
    budget,
    switches: checkSwitches({ ...VARIANTS[variant].switches, ...request.switches }),
    seed,
    ends,
  };
}

/** Returns the retention. @throws AppError `retention-invalid` when it is not in (0, 1]. */
export function checkRetention(retention: number): number {
  if (retention > 0 && retention <= 1) return retention; // false for NaN
  const isPercent = retention > 1 && retention <= 100;
  throw new AppError(
    "retention-invalid",
    `Retention ${retention} is not a share of the tokens: it must be above 0 and at most 1.`,
    isPercent
      ? `For ${retention} % give ${retention / 100}.`
      : "Give a number such as 0.25, which keeps a quarter of the tokens.",
  );
}

function checkSwitches(switches: VidCom2Switches): VidCom2Switches {
  for (const [name, allowed] of Object.entries<readonly string[]>(CHOICES)) {
    const got = switches[name as keyof typeof CHOICES];
    if (allowed.includes(got)) continue;
    throw new AppError(
      "switch-invalid",
      `VidCom² switch "${name}" "${got}" is not known.`,
      `Choose one of ${allowed.join(", ")}.`,
    );
  }
  if (switches.kernel === "gaussian" && switches.centre === "raw") {
    throw new AppError(
      "switch-invalid",
      "The Gaussian kernel measures distances between unit tokens; a raw centre is not among them.",
      'Take centre "unit", or the cosine kernel.',
    );
  }
  const { temperature } = switches;
  if (temperature > 0 && temperature < Infinity) return switches;
  throw new AppError(
    "switch-invalid",
    `VidCom² temperature ${temperature} is not above 0.`,
    `Give a positive number; the paper's is ${TEMPERATURE}.`,
  );
}

// What the reader has chosen to keep of a video, and what comes of it.

import type { PlainError } from "../../base/errors.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type {
  LeftOut,
  Looking,
  MethodId,
  Plan,
  PlanRequest,
  PositionsId,
  Spread,
  VidCom2Variant,
} from "../../engine/api.ts";
import type { FrameBudgetId } from "../../engine/catalogue.ts";

/** What the reader has chosen; `planRequestOf` turns it into a request. */
export interface Choices {
  /** The share of tokens to keep, (0, 1], in hundredths. */
  readonly retention: number;
  readonly method: MethodId;
  readonly variant: VidCom2Variant;
  /** Whether to round by largest remainder, so that the sum of the budgets is exactly the retention. */
  readonly exactBudget: boolean;
  /** Whose frame budget drives the method; null for the method's own. */
  readonly budget: FrameBudgetId | null;
  /** The seed of what is drawn: Random's tokens, and shuffled budgets. */
  readonly seed: number;
  /** Whether the first and the last frame weigh more, for a method that can. */
  readonly favorsEnds: boolean;
  /** The number of frames, 1–64; null for as many as the model's own code takes. */
  readonly frames: number | null;
  /** How the frames are spread; null for the model's own way. */
  readonly spread: Spread | null;
  /** The most tokens of a step, for models that keep a frame's shape; null for the model's own. */
  readonly stepTokens: number | null;
  /** The part of the open video that is looked at; null for all of it. */
  readonly range: TimeRange | null;
  /** Whether what does not change from frame to frame is copied instead of encoded. */
  readonly copiesStill: boolean;
  /** The positions of kept tokens; null for the model's default. */
  readonly positions: PositionsId | null;
}

/** The plan on show stays while the next one is made; `none` occurs only before the first. */
export type PlanPhase =
  | { readonly phase: "none" }
  | { readonly phase: "working"; readonly shown: Plan | null }
  | { readonly phase: "ready"; readonly shown: Plan }
  | { readonly phase: "failed"; readonly shown: Plan | null; readonly error: PlainError };

export interface PlanActions {
  readonly setRetention: (retention: number) => void;
  readonly setMethod: (method: MethodId) => void;
  readonly setVariant: (variant: VidCom2Variant) => void;
  readonly setExactBudget: (isExact: boolean) => void;
  readonly setSeed: (seed: number) => void;
  readonly setBudget: (budget: FrameBudgetId | null) => void;
  readonly setFavorsEnds: (favorsEnds: boolean) => void;
  readonly setPositions: (positions: PositionsId) => void;
  /** Sets the number of frames, 1–64, and opens the video again. */
  readonly setFrames: (frames: number | null) => Promise<void>;
  readonly setSpread: (spread: Spread | null) => Promise<void>;
  readonly setStepTokens: (stepTokens: number | null) => Promise<void>;
  readonly setCopiesStill: (copiesStill: boolean) => Promise<void>;
  /** Leaves frames out before asking, with all tokens of the others; null for the plan that is chosen. */
  readonly setLeftOut: (leftOut: LeftOut | null) => void;
  /** Leaves a frame out, or takes it back; one stays at least. */
  readonly toggleLeftOut: (frame: number) => void;
  /** Brings the choices of a receipt back, and looks at the open video's frames as they say; by default as now. */
  readonly restorePlan: (request: PlanRequest, looking?: Looking) => Promise<void>;
}

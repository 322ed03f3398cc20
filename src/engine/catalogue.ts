// The public part of what can be chosen, with the defaults: compression methods, and how a video is read whole and
// asked about. Pure data and functions for the page, the lab and other apps.

export { DEFAULT_ENDS, FRAME_BUDGETS, METHODS } from "../compression/catalogue.ts";
export type { FrameBudgetId, FrameScore } from "../compression/catalogue.ts";
export {
  DEFAULT_METHOD,
  frameScoreOf,
  isBlind,
  isShuffled,
  isInside,
  METHOD_CHOICES,
  METHOD_IDS,
  methodChoice,
  methodName,
  reads,
  takes,
  takesBudget,
  variantOf,
  variantsOf,
} from "../compression/method-choices.ts";
export { isLive } from "../media/live/live-facts.ts";
export { planAfterCut } from "./plans/plan-after-cut.ts";
export type { MethodChoice } from "../compression/method-choices.ts";
export { LEFT_OUT_KINDS } from "../compression/left-out.ts";
export { ALL_TOKENS, BUDGETS } from "../compression/request.ts";
export {
  DEFAULT_HOST_BYTES,
  MEMORY_ENDING,
  DEFAULT_RECALL,
  RELEVANCE_IDS,
  RELEVANCES,
  SCORER_IDS,
  SCORERS,
} from "../memory/choices.ts";
export { DEFAULT_READ_SETTINGS } from "../memory/read-settings.ts";
export { STAGES } from "../pipeline/stages.ts";
export { CHOOSERS, COPYING, DEFAULT_ENCODE, PATCH } from "../vision/encode-settings.ts";

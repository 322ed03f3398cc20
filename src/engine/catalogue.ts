// The public face of what can be chosen, and of what is chosen when nobody says otherwise: compression methods, and how a
// video is read whole and asked about. Pure data and functions for the page, the lab and anybody's app.

export { METHODS } from "../compression/catalogue.ts";
export {
  METHOD_CHOICES,
  METHOD_IDS,
  methodChoice,
  methodName,
  takes,
  variantOf,
  variantsOf,
} from "../compression/method-choices.ts";
export type { MethodChoice } from "../compression/method-choices.ts";
export {
  DEFAULT_HOST_BYTES,
  DEFAULT_RECALL,
  RELEVANCE_IDS,
  RELEVANCES,
  SCORER_IDS,
  SCORERS,
} from "../memory/choices.ts";
export { DEFAULT_READ_SETTINGS } from "../memory/read-settings.ts";

// A browser with a model in it.

import type { Lab } from "../browser/lab.ts";
import type { CallValue } from "../page/calls.ts";

export type LoadedLab = CallValue<"load"> & {
  readonly lab: Lab;
  /** The address of the model's folder for the page. */
  readonly url: string;
};

// What every step of one download shares.

import type { HubSettings } from "../api.ts";
import type { Hub } from "../hub/hub.ts";
import type { ProgressMeter } from "./progress.ts";
import type { WeightSpill } from "../disk/weight-spill.ts";
import type { Tuning } from "../tuning.ts";

/** The name of the lock that is held while a model is changed. */
export const lockOf = (repo: string): string => `framewise-weights:${repo}`;

export interface Job {
  readonly repo: string;
  readonly commit: string;
  readonly store: WeightSpill;
  readonly tuning: Tuning;
  readonly settings: HubSettings;
  readonly hub: Hub;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
}

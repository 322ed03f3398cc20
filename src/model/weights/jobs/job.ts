// What every step of one download shares.

import type { HubSettings } from "../api.ts";
import type { Hub } from "../hub/hub.ts";
import type { ProgressMeter } from "./progress.ts";
import type { SpillStore } from "../disk/weight-spill.ts";
import type { Tuning } from "../tuning.ts";

export interface Job {
  readonly repo: string;
  readonly commit: string;
  readonly store: SpillStore;
  readonly tuning: Tuning;
  readonly settings: HubSettings;
  readonly hub: Hub;
  readonly signal: AbortSignal;
  readonly meter: ProgressMeter;
}

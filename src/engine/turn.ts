// What a call of the engine has during its turn.

import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import type { CachedPrefix } from "../pipeline/cache-owner.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { Planner } from "./plans/planner.ts";
import type { AheadReport } from "./api.ts";
import type { References } from "./references.ts";

/** What belongs to one device and is freed with it. */
export interface Workbench {
  readonly gpu: Gpu;
  readonly compressor: Compressor;
  readonly planner: Planner;
  readonly references: References;
  model: LoadedModel | null;
  readonly prefix: CachedPrefix;
  /** What was compiled for models ahead of their weights, by their ids. */
  readonly aheads: Map<string, AheadReport>;
}

/** A workbench whose model is loaded. */
export interface ReadyBench extends Omit<Workbench, "model"> {
  readonly model: LoadedModel;
}

/** Waits for its turn, and does the work once more on a new device when the first one is lost. */
export type InTurn = <T>(
  signal: AbortSignal | undefined,
  work: (turn: ReadyBench) => Promise<T>,
) => Promise<T>;

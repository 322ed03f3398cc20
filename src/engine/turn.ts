import type { Compressor } from "../compression/plan.ts";
import type { Gpu } from "../gpu/device.ts";
import type { CachedPrefix } from "../pipeline/cache-owner.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";

/** What a turn at the model has. */
export interface Turn {
  readonly gpu: Gpu;
  readonly model: LoadedModel;
  readonly compressor: Compressor;
  readonly prefix: CachedPrefix;
}

/** Waits for its turn, and does the work once more on a new device when the first one is lost. */
export type InTurn = <T>(
  signal: AbortSignal | undefined,
  work: (turn: Turn) => Promise<T>,
) => Promise<T>;

// The tables of the calls that cross a worker border, from which client, worker and lazy stand-in are made.

import type { Weights } from "../model/weights/api.ts";
import type { WeightsService } from "../model/weights/service.ts";
import type { Engine } from "./api.ts";
import { once, stream, type CallTable } from "./rpc/service.ts";

/** The calls that the engine's worker answers; the client answers the rest of `Engine` itself. */
export type EngineService = Omit<Engine, "subscribe" | "dispose">;

export const ENGINE_CALLS: CallTable<EngineService> = {
  loadModel: once({ options: 1 }),
  unloadModel: once(),
  compileAhead: once({ options: 2 }),
  warmUp: once({ options: 0 }),
  inspect: once({ options: 1 }),
  subtitles: once({ options: 1 }),
  open: once({ options: 1 }),
  openLive: once({ options: 1 }),
  resume: once({ options: 1, byId: 0 }),
  close: once({ byId: 0 }),
  plan: once({ byId: 0 }),
  quality: once({ byId: 0 }),
  prefill: once({ options: 1, byId: 0 }),
  forgetPrefill: once(),
  ask: stream({ options: 2, byId: 0 }),
  forgetReference: once(),
  save: once({ options: 1, byId: 0 }),
  savedMemories: once(),
  reopen: once({ options: 1 }),
  deleteSaved: once(),
  exportMemory: once(),
  importMemory: once({ options: 1 }),
  savedContent: once(),
  noteSaved: once(),
  score: once(),
  counters: once(),
  loseDevice: once(),
};

export const WEIGHTS_CALLS: CallTable<WeightsService> = {
  list: once(),
  download: once({ options: 2 }),
  open: once(),
  verify: once({ options: 1 }),
  remove: once(),
};

/** All calls of the weights store; two of them are answered on the page, where alone browsers allow them. */
export const WEIGHTS_PAGE_CALLS: CallTable<Omit<Weights, "dispose">> = {
  ...WEIGHTS_CALLS,
  space: once(),
  persist: once(),
};

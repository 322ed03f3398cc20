// The tables of the calls that cross a worker's border: what the client, the worker and the lazy stand-in are made from.

import type { Weights } from "../model/weights/api.ts";
import type { WeightsService } from "../model/weights/service.ts";
import type { Engine } from "./api.ts";
import { once, stream, type CallTable } from "./rpc/service.ts";

/** What the engine's worker answers; the rest of `Engine` is the client's own. */
export type EngineService = Omit<Engine, "subscribe" | "dispose">;

export const ENGINE_CALLS: CallTable<EngineService> = {
  loadModel: once(1),
  unloadModel: once(),
  inspect: once(1),
  openVideo: once(1),
  plan: once(),
  ask: stream(2),
  closeVideo: once(),
  readVideo: once(1),
  readOn: once(1),
  askLong: stream(2),
  closeLong: once(),
  saveLong: once(1),
  savedMemories: once(),
  openSaved: once(1),
  deleteSaved: once(),
  score: once(),
  counters: once(),
  loseDevice: once(),
};

export const WEIGHTS_CALLS: CallTable<WeightsService> = {
  list: once(),
  download: once(2),
  open: once(),
  verify: once(1),
  remove: once(),
};

/** All calls of the weights store: two more are answered on the page, where alone the browser takes them. */
export const WEIGHTS_PAGE_CALLS: CallTable<Omit<Weights, "dispose">> = {
  ...WEIGHTS_CALLS,
  space: once(),
  persist: once(),
};

// What the groups of actions share: the engine, the surroundings, and access to the state.

import type { Engine } from "../../engine/api.ts";
import type { SessionEnv } from "./env.ts";
import type { State } from "../types.ts";

export interface SessionContext {
  readonly engine: Engine;
  readonly env: SessionEnv;
  readonly get: () => State;
  readonly set: (partial: Partial<State>) => void;
}

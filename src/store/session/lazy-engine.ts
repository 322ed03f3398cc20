// Loads the engine and the weights store by dynamic imports, so that the page paints first.

import type { Engine, EngineEvent } from "../../engine/api.ts";
import { ENGINE_CALLS, WEIGHTS_PAGE_CALLS, type EngineService } from "../../engine/calls.ts";
import type { Weights } from "../../engine/models.ts";
import { createLazy } from "../../engine/rpc/lazy.ts";

/** Returns a stand-in for the engine; `load` runs once, at the first call that needs it. */
export function createLazyEngine(load: () => Promise<Engine>): Engine {
  const listeners = new Set<(event: EngineEvent) => void>();
  const { service, whenLoaded } = createLazy<EngineService, Engine>(ENGINE_CALLS, load);
  whenLoaded((engine) => {
    engine.subscribe((event) => listeners.forEach((listener) => listener(event)));
  });
  return {
    ...service,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => {
      listeners.clear();
      whenLoaded((engine) => engine.dispose());
    },
  };
}

/** Returns a stand-in for the weights store, whose worker starts when a model is first asked for. */
export function createLazyWeights(load: () => Promise<Weights>): Weights {
  const { service, whenLoaded } = createLazy<Omit<Weights, "dispose">, Weights>(
    WEIGHTS_PAGE_CALLS,
    load,
  );
  return { ...service, dispose: () => whenLoaded((weights) => weights.dispose()) };
}

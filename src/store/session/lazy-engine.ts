// The engine and the weights store behind dynamic imports: the page paints first, their code comes with the first call.

import type { Engine, EngineEvent } from "../../engine/api.ts";
import { ENGINE_CALLS, WEIGHTS_PAGE_CALLS, type EngineService } from "../../engine/calls.ts";
import type { Weights } from "../../engine/models.ts";
import { createLazy } from "../../engine/rpc/lazy.ts";

/** Stands for the engine that `load` will give; `load` runs once, at the first call that needs it. */
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

/** Stands for the weights store that `load` will give, whose worker starts when a model is first asked for. */
export function createLazyWeights(load: () => Promise<Weights>): Weights {
  const { service, whenLoaded } = createLazy<Omit<Weights, "dispose">, Weights>(
    WEIGHTS_PAGE_CALLS,
    load,
  );
  return { ...service, dispose: () => whenLoaded((weights) => weights.dispose()) };
}

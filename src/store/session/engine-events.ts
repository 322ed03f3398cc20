// Turns the engine's events (adapter found, device lost, recovered) into a phase that the page shows.

import type { EngineEvent } from "../../engine/api.ts";
import type { SessionContext } from "./context.ts";
import type { Actions } from "../types.ts";
import type { EnginePhase } from "./types.ts";

/** Follows the engine; the returned function ends it. `onRecovered` runs when the engine has rebuilt everything. */
export function followEngine(
  { engine, get, set }: SessionContext,
  onRecovered: () => Promise<void>,
  notify: Actions["notify"],
): () => void {
  let ready: EnginePhase = { phase: "starting" };
  const follow = (event: EngineEvent): void => {
    switch (event.kind) {
      case "adapter":
        ready = { phase: "ready", adapter: event.adapter };
        if (get().engine.phase === "starting" || get().engine.phase === "failed") {
          set({ engine: ready });
        }
        return;
      case "device-lost":
        set({ engine: { phase: "lost", reason: event.reason } });
        return;
      case "recovering":
        set({ engine: { phase: "recovering", step: event.step } });
        return;
      case "recovered":
        set({ engine: ready });
        void onRecovered().then(() => {
          // Recovery includes encoding the video again; if that was stopped or failed, the video's own place shows it.
          if (get().engine.phase === "recovering") set({ engine: ready });
        });
        return;
      case "failed":
        set({ engine: { phase: "failed", error: event.error } });
        return;
      case "model-fallback":
        notify(
          {
            code: "model-fallback",
            message: `This version of the model (${event.from}) does not work on this GPU; ${event.to} takes its place.`,
            hint: event.reason,
          },
          "info",
        );
    }
  };
  return engine.subscribe(follow);
}

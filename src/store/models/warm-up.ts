// Lets the engine compile what a model's first answer needs while the reader has not opened anything yet.

import type { ModelInfo } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";

/** Watches from now on; the returned function ends it. What the reader does stops the work at its next step. */
export function watchWarmUp(
  { engine, get }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
): () => void {
  let warmed: ModelInfo | null = null;
  let running: AbortController | null = null;
  const stop = () => {
    running?.abort();
    running = null;
  };

  const onChange = ({ model, video, evaluate, choices }: State) => {
    const isFree = video.phase === "none" && evaluate.runningId === null;
    if (model.phase !== "ready" || !isFree) return stop();
    if (model.info === warmed) return;
    warmed = model.info;
    running = new AbortController();
    // What fails here fails again, and is told, when the reader asks.
    engine
      .warmUp({ copiesStill: choices.copiesStill, signal: running.signal })
      .catch(() => undefined);
  };

  onChange(get());
  const unsubscribe = subscribe(onChange);
  return () => {
    unsubscribe();
    stop();
  };
}

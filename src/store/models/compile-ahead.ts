// Lets the engine compile what a model's first answer needs while the model's weights are still on their way. Loaded with the
// first download.

import {
  GRAPH_NAMES,
  graphPath,
  isWeights,
  type EntryPrecision,
  type ModelEntry,
} from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import { selectIsBusy } from "../selectors.ts";
import type { State } from "../types.ts";
import { selectIsReading } from "../whole/selectors.ts";
import { pathsOf } from "./selectors.ts";

/**
 * Watches a download from now on; the returned function ends it. What the reader does stops the work at its next step, and it
 * goes on after that.
 */
export function watchCompileAhead(
  { engine, env, get }: SessionContext,
  subscribe: (listener: (state: State) => void) => () => void,
  entry: ModelEntry,
  precision: EntryPrecision,
): () => void {
  const { id } = entry;
  let running: AbortController | null = null;
  let isDone = false;

  const compile = async (signal: AbortSignal): Promise<void> => {
    const stored = (await env.weights.list()).find(({ repo }) => repo === id);
    if (stored === undefined) return;
    const paths = new Set(pathsOf(entry, stored, precision));
    const files = stored.files.filter(({ path }) => paths.has(path));
    const missing = files.filter(({ sha256 }) => sha256 === "");
    if (!missing.every(({ path }) => isWeights(path))) return;
    const here = files.filter((file) => !missing.includes(file)).map(({ path }) => path);
    if (!GRAPH_NAMES.every((graph) => here.includes(graphPath(graph, precision)))) return;
    const blobs = await env.weights.open(id, here, true);
    signal.throwIfAborted();
    const { choices, models } = get();
    await engine.compileAhead(
      { kind: "files", id, files: blobs, precisions: [precision] },
      new Map(missing.map(({ path, bytes }) => [path, bytes])),
      { runtime: models.runtime, copiesStill: choices.copiesStill, signal },
    );
  };

  const begin = async (): Promise<void> => {
    const abort = new AbortController();
    running = abort;
    // What fails here fails again, and is told, when the model is loaded.
    await compile(abort.signal).catch(() => undefined);
    if (running !== abort) return;
    running = null;
    isDone = true;
  };
  const stop = (): void => {
    running?.abort();
    running = null;
  };

  const onChange = (state: State): void => {
    if (isWanted(state) || !areWeightsArriving(state, id)) stop();
    else if (running === null && !isDone) void begin();
  };
  onChange(get());
  const unsubscribe = subscribe(onChange);
  return () => {
    unsubscribe();
    stop();
  };
}

/** Whether the engine is wanted for something else, or never for this. */
const isWanted = (state: State): boolean =>
  selectIsBusy(state) ||
  selectIsReading(state) ||
  state.video.phase === "opening" ||
  state.model.phase === "loading" ||
  state.models.runtime === "wasm";

/** Whether only weights of the model are still to come. */
function areWeightsArriving({ models }: State, id: string): boolean {
  const download = models.downloads[id];
  return download?.phase === "running" && isWeights(download.progress?.file ?? "");
}

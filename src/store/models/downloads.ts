// Starts, pauses, resumes and cancels one download at a time. What has arrived stays on the disk until the reader
// cancels, so a paused or interrupted download continues from where it was.

import { isAbort, toPlainError } from "../../base/errors.ts";
import {
  downloadRequest,
  findModel,
  type EntryPrecision,
  type ModelEntry,
} from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import type { State } from "../types.ts";
import { pathsOf, storedPrecisions } from "./selectors.ts";
import type { DownloadState, ModelsActions, ModelsState } from "./types.ts";

interface Ways {
  /** Reads again what is stored. */
  readonly refresh: () => Promise<void>;
  /** Runs before a model is fetched. */
  readonly makeRoom: (id: string) => Promise<void>;
  /** Calls at each change of the state; the returned function ends it. */
  readonly subscribe: (listener: (state: State) => void) => () => void;
  /** Runs when a model is complete. */
  readonly onWhole: (entry: ModelEntry, precision: EntryPrecision) => Promise<void>;
}

export function createDownloadActions(
  context: SessionContext,
  { refresh, makeRoom, subscribe, onWhole }: Ways,
) {
  const { env, get, set } = context;
  const { weights } = env;
  let running: { id: string; abort: AbortController; ended: Promise<void> } | null = null;

  const change = (part: Partial<ModelsState>) => set({ models: { ...get().models, ...part } });
  const put = (id: string, state: DownloadState) =>
    change({ downloads: { ...get().models.downloads, [id]: state } });
  const drop = (id: string) => {
    const { [id]: _dropped, ...others } = get().models.downloads;
    change({ downloads: others });
  };

  const arrived = (id: string) => {
    const state = get().models.downloads[id];
    if (state?.phase === "running") {
      const { doneBytes = 0, totalBytes = 0 } = state.progress ?? {};
      return { doneBytes, totalBytes };
    }
    return { doneBytes: state?.doneBytes ?? 0, totalBytes: state?.totalBytes ?? 0 };
  };

  /** Fetches a model; returns whether it is complete. */
  const fetchAll = async (
    entry: ModelEntry,
    precision: EntryPrecision,
    signal: AbortSignal,
  ): Promise<boolean> => {
    const { id } = entry;
    const precisionId = precision.id;
    put(id, { phase: "running", precisionId, progress: null });
    // A page that lacks this part downloads all the same.
    const watching = import("./compile-ahead.ts").then(
      ({ watchCompileAhead }) => watchCompileAhead(context, subscribe, entry, precision),
      () => () => undefined,
    );
    try {
      await makeRoom(id);
      await weights.download(downloadRequest(entry, precision), get().models.hub, {
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) put(id, { phase: "running", precisionId, progress });
        },
      });
      return true;
    } catch (thrown) {
      const bytes = { precisionId, ...arrived(id) };
      if (isAbort(thrown) || signal.aborted) put(id, { phase: "paused", ...bytes });
      else put(id, { phase: "failed", error: toPlainError(thrown), ...bytes });
      return false;
    } finally {
      void watching.then((end) => end());
    }
  };

  return {
    downloadModel: async (id, precisionId) => {
      const entry = findModel(id);
      const precision = entry?.precisions.find((one) => one.id === precisionId);
      if (entry === null || precision === undefined || running !== null) return;
      const abort = new AbortController();
      // Asked here, while the click that started the download still counts; a refusal changes nothing.
      const persisting = weights.persist().catch(() => false);
      const fetching = fetchAll(entry, precision, abort.signal);
      running = { id, abort, ended: fetching.then(() => undefined) };
      const isWhole = await fetching;
      running = null;
      await persisting;
      await refresh();
      if (!isWhole) return;
      drop(id);
      await onWhole(entry, precision);
    },
    pauseDownload: (id) => {
      if (running?.id === id) running.abort.abort();
    },
    cancelDownload: async (id) => {
      if (running?.id === id) {
        running.abort.abort();
        await running.ended;
      }
      drop(id);
      const stored = (await weights.list()).find(({ repo }) => repo === id);
      const entry = findModel(id);
      const whole = entry === null ? [] : storedPrecisions(entry, stored ?? null);
      if (entry === null || stored === undefined || whole.length === 0) {
        await weights.remove(id);
      } else {
        // Another precision was complete before this one was begun; the files that it needs stay.
        const needed = new Set(whole.flatMap((one) => pathsOf(entry, stored, one)));
        const others = stored.files.map(({ path }) => path).filter((path) => !needed.has(path));
        await weights.remove(id, others);
      }
      await refresh();
    },
  } satisfies Partial<ModelsActions>;
}

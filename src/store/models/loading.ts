// Loads models. Everything that needs one waits for `ensureModel`, which loads the model of the last visit, or the
// embedded one, when none is there.

import { must } from "../../base/assert.ts";
import { fromPlainError, toPlainError } from "../../base/errors.ts";
import type { LoadProgress, ModelInfo, ModelSource } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import { modelName, selectModelInfo } from "./selectors.ts";
import { readModelSettings, writeModelSettings } from "./settings.ts";
import { storedSource } from "./source.ts";
import { isPageError } from "../session/page-error.ts";
import { fitChoices } from "../plan/plan-request.ts";
import type { Actions } from "../types.ts";
import type { Count } from "../video/types.ts";

export const EMBEDDED_MODEL_ID = "framewise-shapes";

/** These are named so that the host is not asked for files that it may lack, or that need a network. */
const EMBEDDED_PRECISIONS = must(findModel(EMBEDDED_MODEL_ID), "the embedded model").precisions;

export const embeddedModel = (baseUrl: string): ModelSource => ({
  kind: "url",
  id: EMBEDDED_MODEL_ID,
  url: new URL(`models/${EMBEDDED_MODEL_ID}/`, baseUrl).href,
  precisions: EMBEDDED_PRECISIONS,
});

/** Sums the loader's reports of each file. */
function createByteCount() {
  const files = new Map<string, { done: number; total: number }>();
  return ({ file, doneBytes, totalBytes }: LoadProgress) => {
    files.set(file, { done: doneBytes, total: totalBytes });
    let done = 0;
    let total = 0;
    for (const one of files.values()) {
      done += one.done;
      total += Math.max(one.total, one.done);
    }
    return { done, total };
  };
}

export interface ModelLoader {
  /**
   * Returns the model in use. It is loaded again if it was unloaded; without one, that of the last visit or the
   * embedded one is loaded. Rejects when loading fails.
   */
  readonly ensure: () => Promise<ModelInfo>;
  /** Loads another model. The one in use stays when the new one cannot be loaded. */
  readonly load: (source: ModelSource) => Promise<ModelInfo>;
  /**
   * Runs work that may load other models in between. The one in use rests meanwhile, `ensure` waits, and it is loaded again at
   * the end, however that comes; `onReturn` tells when that begins.
   */
  readonly lend: (work: (load: GuestLoad) => Promise<void>, onReturn: () => void) => Promise<void>;
  /** The source of the model that was loaded last; null before the first. */
  readonly source: () => ModelSource | null;
}

/** Loads a model that is on this computer for a while. */
export type GuestLoad = (
  id: string,
  options: { readonly onProgress: (bytes: Count) => void; readonly signal: AbortSignal },
) => Promise<ModelInfo>;

export function createModelLoader(context: SessionContext, notify: Actions["notify"]): ModelLoader {
  const { engine, env, get, set } = context;
  let running: Promise<ModelInfo> | null = null;
  let lastLoad = 0;
  let loaded: ModelSource | null = null;
  let lent: Promise<void> | null = null;

  /** `onEnd` runs just before the state shows how it ended, so that whoever sees the end can start again. */
  const load = async (source: ModelSource, onEnd: () => void): Promise<ModelInfo> => {
    const { model } = get();
    const before = selectModelInfo(get());
    const count = createByteCount();
    const loading = { phase: "loading", id: source.id, before } as const;
    set({ model: { ...loading, file: "", doneBytes: 0, totalBytes: 0 } });
    try {
      const info = await engine.loadModel(source, {
        runtime: get().models.runtime,
        onProgress: (progress) => {
          const { done, total } = count(progress);
          const { file } = progress;
          set({ model: { ...loading, file, doneBytes: done, totalBytes: total } });
        },
      });
      onEnd();
      loaded = source;
      set({ model: { phase: "ready", info }, choices: fitChoices(get().choices, info) });
      return info;
    } catch (thrown) {
      const error = toPlainError(thrown);
      onEnd();
      if (isPageError(error)) set({ engine: { phase: "failed", error } });
      set({ model: before === null ? { phase: "failed", id: source.id, error } : model });
      throw fromPlainError(error);
    }
  };

  /** Loads the stored model of the last visit, else the embedded one. */
  const loadFirst = async (onEnd: () => void): Promise<ModelInfo> => {
    const { lastModel } = readModelSettings(env.storage);
    if (lastModel === null) return load(embeddedModel(env.baseUrl), onEnd);
    // Forgotten until it is loaded, so that a model that crashes the page is not tried again.
    writeModelSettings(env.storage, { lastModel: null });
    try {
      const source = await storedSource(context, lastModel.id, lastModel.precisionId);
      const info = await load(source, () => undefined);
      writeModelSettings(env.storage, { lastModel });
      onEnd();
      return info;
    } catch (thrown) {
      const { code, message } = toPlainError(thrown);
      const hint = `${modelName(lastModel.id)} was in use last; the embedded model takes its place.`;
      notify({ code, message, hint });
      return load(embeddedModel(env.baseUrl), onEnd);
    }
  };

  // There is one load at a time; later callers wait for the same one.
  const begin = (job: (onEnd: () => void) => Promise<ModelInfo>): Promise<ModelInfo> => {
    const id = ++lastLoad;
    const onEnd = () => {
      if (id === lastLoad) running = null;
    };
    running = lent === null ? job(onEnd) : lent.then(() => job(onEnd));
    return running;
  };
  const start = (source: ModelSource) => begin((onEnd) => load(source, onEnd));

  const lend: ModelLoader["lend"] = async (work, onReturn) => {
    let end = () => {};
    try {
      await work(async (id, { onProgress, signal }) => {
        const source =
          id === EMBEDDED_MODEL_ID ? embeddedModel(env.baseUrl) : await storedSource(context, id);
        lent ??= new Promise((resolve) => {
          end = resolve;
        });
        const info = selectModelInfo(get());
        if (info !== null) set({ model: { phase: "unloaded", info } });
        const count = createByteCount();
        return engine.loadModel(source, {
          runtime: get().models.runtime,
          signal,
          onProgress: (part) => onProgress(count(part)),
        });
      });
    } finally {
      if (lent !== null && loaded !== null) {
        onReturn();
        // One that cannot be loaded rests on, and the next question tries again.
        await load(loaded, () => undefined).catch((thrown: unknown) =>
          notify(toPlainError(thrown)),
        );
      }
      lent = null;
      end();
    }
  };

  return {
    ensure: async () => {
      if (lent !== null) await lent;
      const { model } = get();
      if (running !== null) return running;
      if (model.phase === "ready") return model.info;
      if (model.phase === "unloaded" && loaded !== null) return start(loaded);
      return begin(loadFirst);
    },
    load: start,
    lend,
    source: () => loaded,
  };
}

// Loads models. Everything that needs one waits for `ensureModel`, which loads the embedded model when none is there.

import { fromPlainError, toPlainError } from "../base/errors.ts";
import type { LoadProgress, ModelInfo, ModelSource } from "../engine/api.ts";
import type { SessionContext } from "./context.ts";
import { takesThePage } from "./page-error.ts";

export const EMBEDDED_MODEL_ID = "framewise-shapes";

const embeddedModel = (baseUrl: string): ModelSource => ({
  kind: "url",
  id: EMBEDDED_MODEL_ID,
  url: new URL(`models/${EMBEDDED_MODEL_ID}/`, baseUrl).href,
});

/** Sums what the loader says of each file. */
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
  /** The model in use; loads the embedded one when there is none. Rejects when it cannot be loaded. */
  readonly ensure: () => Promise<ModelInfo>;
  /** Takes another model. The one in use stays when the new one cannot be loaded. */
  readonly load: (source: ModelSource) => Promise<ModelInfo>;
}

export function createModelLoader({ engine, env, get, set }: SessionContext): ModelLoader {
  let running: Promise<ModelInfo> | null = null;
  let lastLoad = 0;

  /** `onEnd` runs just before the state says how it ended, so that whoever sees the end can start again. */
  const load = async (source: ModelSource, onEnd: () => void): Promise<ModelInfo> => {
    const before = get().model;
    const count = createByteCount();
    set({
      model: { phase: "loading", id: source.id, file: "", doneBytes: 0, totalBytes: 0 },
    });
    try {
      const info = await engine.loadModel(source, {
        onProgress: (progress) => {
          const { done, total } = count(progress);
          const { file } = progress;
          set({
            model: { phase: "loading", id: source.id, file, doneBytes: done, totalBytes: total },
          });
        },
      });
      onEnd();
      set({ model: { phase: "ready", info } });
      return info;
    } catch (thrown) {
      const error = toPlainError(thrown);
      onEnd();
      if (takesThePage(error)) set({ engine: { phase: "failed", error } });
      set({ model: before.phase === "ready" ? before : { phase: "failed", id: source.id, error } });
      throw fromPlainError(error);
    }
  };

  // One load at a time: whoever comes meanwhile waits for the same one.
  const start = (source: ModelSource): Promise<ModelInfo> => {
    const id = ++lastLoad;
    running = load(source, () => {
      if (id === lastLoad) running = null;
    });
    return running;
  };

  return {
    ensure: async () => {
      const { model } = get();
      if (running !== null) return running;
      if (model.phase === "ready") return model.info;
      return start(embeddedModel(env.baseUrl));
    },
    load: start,
  };
}

// Reads stored models again and compares them with their digests; deletes them.

import { isAbort, toPlainError } from "../../base/errors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Removals } from "../removed/removals.ts";
import { modelName, storedModel } from "./selectors.ts";
import type { CheckState, ModelsActions } from "./types.ts";

export function createCheckActions(
  { env, get, set }: SessionContext,
  refresh: () => Promise<void>,
  removals: Removals,
) {
  const { weights } = env;
  const running = new Map<string, AbortController>();

  const drop = (id: string) => {
    const { [id]: _dropped, ...others } = get().models.checks;
    set({ models: { ...get().models, checks: others } });
  };
  const put = (id: string, state: CheckState) =>
    set({ models: { ...get().models, checks: { ...get().models.checks, [id]: state } } });

  return {
    checkModel: async (id) => {
      if (running.has(id)) return;
      const abort = new AbortController();
      running.set(id, abort);
      put(id, { phase: "running", progress: null });
      try {
        const { bad } = await weights.verify(id, {
          signal: abort.signal,
          onProgress: (progress) => {
            if (!abort.signal.aborted) put(id, { phase: "running", progress });
          },
        });
        put(id, bad.length === 0 ? { phase: "good" } : { phase: "bad", paths: bad });
      } catch (thrown) {
        if (isAbort(thrown)) drop(id);
        else put(id, { phase: "failed", error: toPlainError(thrown) });
      }
      running.delete(id);
      // Damaged models are no longer complete, so the list is read again.
      await refresh();
    },
    stopCheck: (id) => running.get(id)?.abort(),
    deleteModel: async (id) => {
      running.get(id)?.abort();
      drop(id);
      const bytes = storedModel(get().models.stored, id)?.doneBytes ?? 0;
      await removals.remove({ kind: "model", id, name: modelName(id), bytes });
    },
  } satisfies Partial<ModelsActions>;
}

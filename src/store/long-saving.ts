// Memories on this computer's disk: saved, listed, opened in a later visit, deleted.

import { isAbort, toPlainError } from "../base/errors.ts";
import type { SavedMemory } from "../engine/api.ts";
import type { SessionContext } from "./context.ts";
import { updateLong } from "./long-state.ts";
import type { LongActions } from "./long-types.ts";

type SavingActions = Pick<
  LongActions,
  "saveMemory" | "stopSaving" | "refreshSaved" | "deleteSaved"
>;

/** Whether the model in use is the one that read a memory. */
export const isReadBy = (
  { model }: Pick<SavedMemory, "model">,
  info: { readonly id: string; readonly precision: string },
): boolean => model.id === info.id && model.precision === info.precision;

export function createSavingActions(context: SessionContext): SavingActions {
  const { engine, get, set } = context;
  let saving: AbortController | null = null;

  const refreshSaved = async () => {
    try {
      const memories = await engine.savedMemories();
      set({ saved: { phase: "ready", memories, error: null } });
    } catch (thrown) {
      set({ saved: { phase: "failed", error: toPlainError(thrown) } });
    }
  };

  return {
    refreshSaved,

    saveMemory: async () => {
      const { video } = get();
      if (video.phase !== "long" || saving !== null || video.chunks.length === 0) return;
      const { id } = video.video;
      const abort = new AbortController();
      saving = abort;
      updateLong(context, id, () => ({ saving: { phase: "running", progress: null } }));
      try {
        const memory = await engine.save(video.video, {
          signal: abort.signal,
          onProgress: (progress) => {
            updateLong(context, id, () => ({ saving: { phase: "running", progress } }));
          },
        });
        // What was read since then is not in it.
        updateLong(context, id, ({ timesSec }) => ({
          saving: timesSec.length === memory.frames ? { phase: "done", memory } : { phase: "none" },
        }));
      } catch (thrown) {
        updateLong(context, id, () => ({
          saving: isAbort(thrown)
            ? { phase: "none" }
            : { phase: "failed", error: toPlainError(thrown) },
        }));
      } finally {
        saving = null;
      }
      await refreshSaved();
    },

    stopSaving: () => saving?.abort(),

    deleteSaved: async (id) => {
      try {
        await engine.deleteSaved(id);
      } catch (thrown) {
        const { saved } = get();
        if (saved.phase === "ready") set({ saved: { ...saved, error: toPlainError(thrown) } });
        return;
      }
      const { video } = get();
      if (video.phase === "long" && video.saving.phase === "done" && video.saving.memory.id === id)
        updateLong(context, video.video.id, () => ({ saving: { phase: "none" } }));
      await refreshSaved();
    },
  };
}

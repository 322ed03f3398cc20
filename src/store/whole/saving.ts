// Saves memories to this computer's disk, lists them, opens them in a later visit, and deletes them.

import { isAbort, toPlainError } from "../../base/errors.ts";
import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { wholeOf } from "../video/state.ts";
import { memoryTurns } from "../kept/memory-turns.ts";
import { updateWhole } from "./state.ts";
import type { WholeActions } from "./types.ts";

/** Returns whether the model in use is the one that read a memory. */
export const isReadBy = (
  { model }: Pick<SavedMemory, "model">,
  info: { readonly id: string; readonly precision: string },
): boolean => model.id === info.id && model.precision === info.precision;

export function createSavingActions(context: SessionContext) {
  const { engine, env, get, set } = context;
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
      const whole = wholeOf(get().video);
      if (whole === null || saving !== null || whole.chunks.length === 0) return;
      const { id } = whole.video;
      const abort = new AbortController();
      saving = abort;
      updateWhole(context, id, () => ({ saving: { phase: "running", progress: null } }));
      try {
        const memory = await engine.save(whole.video, {
          signal: abort.signal,
          onProgress: (progress) => {
            updateWhole(context, id, () => ({ saving: { phase: "running", progress } }));
          },
        });
        // Chunks that were read while it was saved are not in it.
        updateWhole(context, id, ({ timesSec }) => ({
          saving: timesSec.length === memory.frames ? { phase: "done", memory } : { phase: "none" },
        }));
      } catch (thrown) {
        updateWhole(context, id, () => ({
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
        await env.kept.removeShared(memoryTurns(id)).catch(() => undefined);
      } catch (thrown) {
        const { saved } = get();
        if (saved.phase === "ready") set({ saved: { ...saved, error: toPlainError(thrown) } });
        return;
      }
      const whole = wholeOf(get().video);
      if (whole?.saving.phase === "done" && whole.saving.memory.id === id)
        updateWhole(context, whole.video.id, () => ({ saving: { phase: "none" } }));
      await refreshSaved();
    },
  } satisfies Partial<WholeActions>;
}

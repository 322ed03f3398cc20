// Saves memories to this computer's disk, lists them, opens them in a later visit, and deletes them.

import { isAbort, toPlainError } from "../../base/errors.ts";
import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { wholeOf } from "../video/state.ts";
import type { Removals } from "../removed/removals.ts";
import { notRemoved } from "../removed/not-removed.ts";
import { updateWhole } from "./state.ts";
import type { WholeActions } from "./types.ts";

/** Returns whether the model in use is the one that read a memory. */
export const isReadBy = (
  { model }: Pick<SavedMemory, "model">,
  info: { readonly id: string; readonly precision: string },
): boolean => model.id === info.id && model.precision === info.precision;

export function createSavingActions(context: SessionContext, removals: Removals) {
  const { engine, get, set } = context;
  let saving: AbortController | null = null;

  /** Says of the open memory that it is saved, where all that was read of it is on the disk. */
  const showSaved = (memories: readonly SavedMemory[]) => {
    const whole = wholeOf(get().video);
    if (whole?.saving.phase !== "none") return;
    const { video, savedAs, timesSec } = whole;
    const onDisk = video.keptId ?? savedAs?.id;
    const memory = memories.find(({ id, frames }) => id === onDisk && frames === timesSec.length);
    if (memory !== undefined)
      updateWhole(context, video.id, () => ({ saving: { phase: "done", memory } }));
  };

  const refreshSaved = async () => {
    try {
      const memories = await engine.savedMemories();
      const isThere = notRemoved(get().removing, "memory");
      const saved = memories.filter(({ id, isSaved }) => isSaved && isThere(id));
      set({ saved: { phase: "ready", memories: saved } });
      showSaved(saved);
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
        await removals.makeRoom();
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
      if (get().saved.phase !== "ready") await refreshSaved();
      const { saved } = get();
      if (saved.phase !== "ready") return;
      const memory = saved.memories.find((one) => one.id === id);
      if (memory === undefined) return;
      const whole = wholeOf(get().video);
      if (whole?.saving.phase === "done" && whole.saving.memory.id === id)
        updateWhole(context, whole.video.id, () => ({ saving: { phase: "none" } }));
      await removals.remove({ kind: "memory", id, name: memory.name, bytes: memory.bytes });
    },
  } satisfies Partial<WholeActions>;
}

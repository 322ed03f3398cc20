// Saves memories to this computer's disk, lists them, opens them in a later visit, and deletes them.

import { isAbort, toPlainError } from "../../base/errors.ts";
import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { WholeReader } from "./reading.ts";
import { memoryIn, readIn } from "../video/state.ts";
import type { Removals } from "../removed/removals.ts";
import { notRemoved } from "../removed/not-removed.ts";
import { updateWhole } from "./state.ts";
import type { Saving, WholeActions, WholeLook } from "./types.ts";

/** Returns whether the model in use is the one that read a memory. */
export const isReadBy = (
  { model }: Pick<SavedMemory, "model">,
  info: { readonly id: string; readonly precision: string },
): boolean => model.id === info.id && model.precision === info.precision;

export function createSavingActions(
  context: SessionContext,
  removals: Removals,
  rest: WholeReader["rest"],
) {
  const { engine, get, set } = context;
  let saving: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;

  /** Says of the open memory that it is saved, where all that was read of it is on the disk. */
  const showSaved = (memories: readonly SavedMemory[]) => {
    const whole = memoryIn(get().video);
    if (whole?.saving.phase !== "none") return;
    const { video, savedAs, chunks: read } = whole;
    const onDisk = video.keptId ?? savedAs?.id;
    const memory = memories.find(({ id, chunks }) => id === onDisk && chunks === read.length);
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

  const write = async ({ video }: WholeLook, signal: AbortSignal): Promise<void> => {
    const change = (now: Saving) => updateWhole(context, video.id, () => ({ saving: now }));
    try {
      await removals.makeRoom();
      const memory = await engine.save(video, {
        signal,
        onProgress: (progress) => void change({ phase: "running", progress }),
      });
      change({ phase: "done", memory });
    } catch (thrown) {
      change(
        isAbort(thrown) ? { phase: "none" } : { phase: "failed", error: toPlainError(thrown) },
      );
    }
  };

  /** Saves what was read. A reading rests meanwhile, and `goesOn` afterwards or not. */
  const save = async (whole: WholeLook | null, goesOn: boolean): Promise<void> => {
    if (saving !== null) return saving.ended;
    if (whole === null || whole.chunks.length === 0) return;
    const abort = new AbortController();
    updateWhole(context, whole.video.id, () => ({ saving: { phase: "running", progress: null } }));
    const ended = rest(() => write(whole, abort.signal), goesOn);
    saving = { abort, ended };
    await ended;
    saving = null;
    await refreshSaved();
  };

  return {
    refreshSaved,

    saveMemory: () => save(memoryIn(get().video), true),
    saveToLeave: () => save(readIn(get().video), false),
    stopSaving: () => saving?.abort.abort(),

    deleteSaved: async (id) => {
      if (get().saved.phase !== "ready") await refreshSaved();
      const { saved } = get();
      if (saved.phase !== "ready") return;
      const memory = saved.memories.find((one) => one.id === id);
      if (memory === undefined) return;
      const whole = memoryIn(get().video);
      if (whole?.saving.phase === "done" && whole.saving.memory.id === id)
        updateWhole(context, whole.video.id, () => ({ saving: { phase: "none" } }));
      await removals.remove({ kind: "memory", id, name: memory.name, bytes: memory.bytes });
    },
  } satisfies Partial<WholeActions> & { readonly saveToLeave: () => Promise<void> };
}

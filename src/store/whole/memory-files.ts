// Saved memories as files, for other computers, and what is in one for people.

import { isAbort, toPlainError, type PlainError } from "../../base/errors.ts";
import type { AskedNote, SavedMemory } from "../../engine/api.ts";
import { answeredAbout } from "../kept/memory-turns.ts";
import { modelName } from "../models/selectors.ts";
import type { Removals } from "../removed/removals.ts";
import type { SessionContext } from "../session/context.ts";
import type { WholeTurn } from "../ask/types.ts";
import type { Actions } from "../types.ts";
import { selectChapters } from "./chapters.ts";
import { selectWhole } from "./selectors.ts";
import type { NotesActions } from "./types.ts";

interface Around {
  readonly refreshSaved: () => Promise<void>;
  readonly notify: Actions["notify"];
  readonly removals: Pick<Removals, "makeRoom">;
}

export function createMemoryFileActions(
  context: SessionContext,
  { refreshSaved, notify, removals }: Around,
) {
  const { engine, get, set } = context;
  let importing: AbortController | null = null;

  /** Puts what was asked about a memory beside it. */
  const noteAsked = async (id: string): Promise<void> => {
    const asked = (await answeredAbout(context, id)).map(noteOf);
    const whole = selectWhole(get());
    const isOpen = whole?.saving.phase === "done" && whole.saving.memory.id === id;
    const chapters = isOpen ? (selectChapters(get())?.notes ?? []) : [];
    if (asked.length + chapters.length > 0) await engine.noteSaved(id, { asked, chapters });
  };
  const orNotice = async <T>(work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (thrown) {
      notify(toPlainError(thrown));
      return null;
    }
  };

  return {
    exportSaved: (id) =>
      orNotice(async () => {
        await noteAsked(id);
        return engine.exportMemory(id);
      }),
    importMemory: async (file) => {
      if (importing !== null) return;
      const abort = new AbortController();
      importing = abort;
      const { name } = file;
      set({ importing: { name, progress: null } });
      try {
        // The engine takes a memory that waits for its end for one that is there.
        await removals.makeRoom();
        const memory = await engine.importMemory(file, {
          signal: abort.signal,
          onProgress: (progress) => set({ importing: { name, progress } }),
        });
        await refreshSaved();
        notify(imported(memory), "info");
      } catch (thrown) {
        if (!isAbort(thrown)) notify(toPlainError(thrown));
      } finally {
        importing = null;
        set({ importing: null });
      }
    },
    stopImport: async () => importing?.abort(),
    savedContent: (id) =>
      orNotice(async () => {
        // Without room beside it, what was asked is shown as far as it is there.
        await noteAsked(id).catch(() => undefined);
        return engine.savedContent(id);
      }),
  } satisfies Partial<NotesActions>;
}

const noteOf = ({ question, text, model, choice }: WholeTurn): AskedNote => ({
  question,
  answer: text,
  model: model === null ? "" : modelName(model.id),
  timesSec: (choice?.chunks ?? []).flatMap(({ isDetailed, timesSec: [first] }) =>
    isDetailed && first !== undefined ? [first] : [],
  ),
});

const imported = ({ name, model }: SavedMemory): PlainError => ({
  code: "memory-imported",
  message: `${name} is now among the saved memories.`,
  hint: `${modelName(model.id)} read it, and only that model can be asked about it. Its pictures and what was asked can be seen without.`,
});

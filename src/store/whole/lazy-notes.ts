// What is done with notes and files of memories by a dynamic import: the page paints first, and most readers save none.

import { createLazy } from "../../engine/rpc/lazy.ts";
import { once } from "../../engine/rpc/service.ts";
import type { NotesActions } from "./types.ts";

export const createLazyNotes = (load: () => Promise<NotesActions>): NotesActions =>
  createLazy<NotesActions>(
    {
      exportSaved: once(),
      importMemory: once(),
      stopImport: once(),
      savedContent: once(),
      refreshNotes: once(),
      makeChapters: once(),
      stopChapters: once(),
    },
    load,
  ).service;

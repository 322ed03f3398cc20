// What is done with notes and files of memories, as one module that is loaded when the first of it is used.

import type { SessionContext } from "../session/context.ts";
import { createChapterActions } from "./chapters.ts";
import { createMemoryFileActions } from "./memory-files.ts";
import type { NotesActions } from "./types.ts";

type Around = Parameters<typeof createChapterActions>[1] &
  Parameters<typeof createMemoryFileActions>[1];

export const createNotesActions = (context: SessionContext, around: Around): NotesActions => ({
  ...createMemoryFileActions(context, around),
  ...createChapterActions(context, around),
});

// The actions on a video that is read whole: how it is read, which chunks a question gets in detail, and what is saved.

import type { SavedMemory } from "../../engine/api.ts";
import { findModel } from "../../engine/models.ts";
import type { SessionContext } from "../session/context.ts";
import { selectModelInfo } from "../models/selectors.ts";
import type { Removals } from "../removed/removals.ts";
import { createSavingActions, isReadBy } from "./saving.ts";
import { selectLastWholeTurn, selectWhole } from "./selectors.ts";
import { updateWhole } from "./state.ts";
import type { NotesActions, WholeActions, WholeChoices } from "./types.ts";
import type { Opener } from "../video/opening/run.ts";
import type { MemoryFile } from "../video/opening/memory-file.ts";
import { openIn } from "../video/state.ts";
import { isHere, type VideoFile } from "../video/types.ts";

interface Session {
  readonly opener: Opener;
  readonly ask: (question: string) => Promise<void>;
  readonly removals: Removals;
  /** Finds a file by the browser's handle of it, and may ask the reader; null, with a notice, when it cannot be read. */
  readonly findAgain: (file: VideoFile) => Promise<File | null>;
  /** Takes a stored model into use, and closes what is open. */
  readonly takeModel: (id: string, precision: string) => Promise<void>;
}

export function createWholeActions(
  context: SessionContext,
  { opener, ask, findAgain, takeModel, removals }: Session,
): Omit<WholeActions, keyof NotesActions> & {
  readonly openSaved: Opener["openSaved"];
  /** Saves what was read, and leaves a reading paused. */
  readonly saveToLeave: () => Promise<void>;
} {
  const { get, set } = context;
  const choose = (change: Partial<WholeChoices>) =>
    set({ wholeChoices: { ...get().wholeChoices, ...change } });

  const openSaved = async (memory: SavedMemory, of?: MemoryFile) => {
    const info = selectModelInfo(get());
    // No model is loaded yet, and the one that the page loads first may be the one that read the memory.
    const isOthers = info === null ? get().model.phase === "failed" : !isReadBy(memory, info);
    if (isOthers) {
      // It would be looked at with the other model.
      if (openIn(get().video) !== null) await opener.close();
      // A folder has to be chosen again, for which the page asks where the video would be.
      const { id, precision } = memory.model;
      if (findModel(id) !== null) await takeModel(id, precision);
    }
    await opener.openSaved(memory, of);
  };

  const attachFile = (file: File) => {
    opener.attach(file);
    const { interrupted, video } = get();
    if (video.phase !== "open" || !isHere(video.file) || interrupted === null) return;
    set({ interrupted: null });
    if (interrupted.isReading) void opener.readOn();
  };

  return {
    ...createSavingActions(context, removals, opener.rest),

    setWay: opener.switchTo,
    chooseReading: (change) => choose(change),
    readAgain: () =>
      get().video.phase === "failed"
        ? opener.switchTo("whole")
        : opener.again({ way: "whole", keepsMemory: true }),
    goBackToEarlier: opener.goBack,
    setChunks: (chunks) => choose({ chunks: Math.max(0, Math.trunc(chunks)) }),
    setRelevance: (relevance) => choose({ relevance }),

    pauseReading: () => opener.pause("paused"),
    stopReading: () => opener.pause("stopped"),
    readOn: opener.readOn,
    attachFile,
    attachKnownFile: async () => {
      const { video } = get();
      if (video.phase !== "open") return;
      const found = await findAgain(video.file);
      if (found !== null) attachFile(found);
    },

    forceChunk: (chunk, isDetailed) => {
      const whole = selectWhole(get());
      if (whole === null) return;
      const forced = new Map(whole.forced);
      if (isDetailed === null) forced.delete(chunk);
      else forced.set(chunk, isDetailed);
      updateWhole(context, whole.video.id, () => ({ forced }));
    },
    askLastAgain: async () => {
      const last = selectLastWholeTurn(get());
      if (last !== null) await ask(last.question);
    },
    showTurn: (shownTurn) => {
      const whole = selectWhole(get());
      if (whole !== null) updateWhole(context, whole.video.id, () => ({ shownTurn }));
    },

    openSaved,
  };
}

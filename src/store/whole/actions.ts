// What the reader does with a video that is read whole: how it is read, which chunks a question gets, what is kept.

import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { createSavingActions, isReadBy } from "./saving.ts";
import { selectLastWholeTurn, selectWhole } from "./selectors.ts";
import { updateWhole } from "./state.ts";
import type { WholeActions, WholeChoices } from "./types.ts";
import type { Opener } from "../video/opening/run.ts";

interface Session {
  readonly opener: Opener;
  readonly ask: (question: string) => Promise<void>;
  /** Takes a stored model into use; what is open goes. */
  readonly takeModel: (id: string, precision: string) => Promise<void>;
}

export function createWholeActions(
  context: SessionContext,
  { opener, ask, takeModel }: Session,
): WholeActions {
  const { get, set } = context;
  const choose = (change: Partial<WholeChoices>) =>
    set({ wholeChoices: { ...get().wholeChoices, ...change } });

  const openSaved = async (memory: SavedMemory) => {
    const info = selectModelInfo(get());
    // Without one, the model of the page may be the one, and is on its way.
    const isOthers = info === null ? get().model.phase === "failed" : !isReadBy(memory, info);
    if (isOthers) {
      await opener.close();
      await takeModel(memory.model.id, memory.model.precision);
    }
    await opener.openSaved(memory);
  };

  return {
    ...createSavingActions(context),

    setWay: opener.switchTo,
    chooseReading: (change) => choose(change),
    readAgain: () =>
      get().video.phase === "failed" ? opener.switchTo("whole") : opener.again({ way: "whole" }),
    setChunks: (chunks) => choose({ chunks: Math.max(0, Math.trunc(chunks)) }),
    setRelevance: (relevance) => choose({ relevance }),

    pauseReading: () => opener.pause("paused"),
    stopReading: () => opener.pause("stopped"),
    readOn: opener.readOn,
    attachFile: opener.attach,

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

// What the reader does with a video that is read whole: how it is read, which chunks a question gets, what is kept.

import type { SavedMemory } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import { fittingRate } from "./choices.ts";
import { createSavingActions, isReadBy } from "./saving.ts";
import { selectLastWholeTurn } from "./selectors.ts";
import { updateWhole } from "./state.ts";
import type { WholeActions, WholeChoices } from "./types.ts";
import { sourceOfFile, type Opener, type OpenOptions } from "../video/opening.ts";

interface Session {
  readonly opener: Opener;
  /** Opens what is open once more. */
  readonly reopen: (options: OpenOptions) => Promise<void>;
  readonly ask: (question: string) => Promise<void>;
  readonly stop: () => void;
  /** Takes a stored model into use; what is open goes. */
  readonly takeModel: (id: string, precision: string) => Promise<void>;
}

export function createWholeActions(
  context: SessionContext,
  { opener, reopen, ask, stop, takeModel }: Session,
): WholeActions {
  const { get, set } = context;
  const choose = (change: Partial<WholeChoices>) =>
    set({ wholeChoices: { ...get().wholeChoices, ...change } });

  const showFrames = async () => {
    const { video } = get();
    if (video.phase === "failed") return opener.retry({ way: "frames" });
    // A memory without its file has no frames to look at.
    if (video.phase !== "whole" || video.file === null) return;
    stop();
    await opener.open(sourceOfFile(video.file), { way: "frames", keepsWhole: true });
  };

  /** Its memory, when there is one; else it is read, at a rate that the model has room for. */
  const showWhole = async () => {
    const { video, model, wholeChoices } = get();
    if (video.phase === "ready") {
      stop();
      if (video.whole !== null) return opener.backToWhole();
      const fitting =
        model.phase === "ready"
          ? fittingRate(video.video.facts.durationSec, wholeChoices, model.info)
          : null;
      if (fitting !== null) choose({ framesPerSec: fitting });
    }
    await reopen({ way: "whole" });
  };

  const openSaved = async (memory: SavedMemory) => {
    stop();
    const { model } = get();
    const info = model.phase === "ready" || model.phase === "unloaded" ? model.info : null;
    if (info === null || !isReadBy(memory, info)) {
      if (info === null && model.phase !== "failed") {
        // The model of the page may be the one, and is on its way.
        await opener.openSaved(memory);
        return;
      }
      await opener.close();
      await takeModel(memory.model.id, memory.model.precision);
    }
    await opener.openSaved(memory);
  };

  return {
    ...createSavingActions(context),

    setWay: (way) => (way === "frames" ? showFrames() : showWhole()),
    chooseReading: (change) => choose(change),
    readAgain: () =>
      get().video.phase === "failed" ? opener.retry({ way: "whole" }) : reopen({ way: "whole" }),
    setChunks: (chunks) => choose({ chunks: Math.max(0, Math.trunc(chunks)) }),
    setRelevance: (relevance) => choose({ relevance }),

    pauseReading: () => opener.pause("paused"),
    stopReading: () => opener.pause("stopped"),
    readOn: () => opener.readOn(),
    attachFile: (file) => opener.attach(file),

    forceChunk: (chunk, isDetailed) => {
      const { video } = get();
      if (video.phase !== "whole") return;
      const forced = new Map(video.forced);
      if (isDetailed === null) forced.delete(chunk);
      else forced.set(chunk, isDetailed);
      updateWhole(context, video.video.id, () => ({ forced }));
    },
    askLastAgain: async () => {
      const last = selectLastWholeTurn(get());
      if (last !== null) await ask(last.question);
    },
    showTurn: (shownTurn) => {
      const { video } = get();
      if (video.phase === "whole") updateWhole(context, video.video.id, () => ({ shownTurn }));
    },

    openSaved,
  };
}

// How the page is shown and heard: theme, overlay, tab, drawer and volume (remembered), dialogs and notices (not).

import type { SessionContext } from "../session/context.ts";
import type { Removal } from "../removed/types.ts";
import { writePreferences } from "./preferences.ts";
import { undone } from "./undone.ts";
import type { Actions } from "../types.ts";
import type { Notice, Preferences } from "./types.ts";

/** More than this many at once would cover the page; the oldest go first. */
const MOST_NOTICES = 3;

export function createViewActions(
  { env, get, set }: SessionContext,
  takeBack: (removal: Removal) => Promise<void>,
) {
  let lastNotice = 0;
  const remember = (change: Partial<Preferences>) => {
    set(change);
    writePreferences(env.storage, get());
  };
  const dismissNotice = (id: number) =>
    set({ notices: get().notices.filter((notice) => notice.id !== id) });
  const add = (notice: Omit<Notice, "id">) => {
    // A failure is said once; each removal has its own way back.
    const others = get().notices.filter(
      ({ undo, error }) => undo !== null || error.message !== notice.error.message,
    );
    set({ notices: [...others, { ...notice, id: ++lastNotice }].slice(-MOST_NOTICES) });
  };
  return {
    setTheme: (theme) => remember({ theme }),
    setOverlay: (overlay) => remember({ overlay }),
    setBarBase: (barBase) => set({ barBase }),
    setFromLayer: (fromLayer) => set({ fromLayer }),
    setTab: (tab) => remember({ tab }),
    setAnswerTokens: (answerTokens) => remember({ answerTokens }),
    setContextTurns: (contextTurns) => remember({ contextTurns }),
    setGivesSubtitles: (givesSubtitles) => remember({ givesSubtitles }),
    setTimingsOpen: (timingsOpen) => remember({ timingsOpen }),
    setInspecting: (isInspecting) => remember({ isInspecting }),
    setVolume: (volume) => remember({ volume, isMuted: volume === 0 }),
    setMuted: (isMuted) => remember({ isMuted, ...(get().volume === 0 && { volume: 1 }) }),
    showDialog: (dialog) => set({ dialog }),
    setDraft: (draft) => set({ draft }),
    notify: (error, kind = "error") => add({ kind, error, undo: null }),
    offerUndo: (message, undo) =>
      add({ kind: "info", error: { code: "removed", message, hint: "" }, undo }),
    undo: (id) => {
      const undo = get().notices.find((notice) => notice.id === id)?.undo ?? null;
      if (undo === null) return;
      if (undo.kind === "removal") void takeBack(undo.removal);
      else set(undone(get(), undo));
      dismissNotice(id);
    },
    dismissNotice,
  } satisfies Partial<Actions>;
}

// How the page is shown: theme, overlay, tab and drawer (remembered), dialogs and notices (not).

import type { SessionContext } from "../session/context.ts";
import { writePreferences } from "./preferences.ts";
import type { Actions, Notice, Preferences } from "../types.ts";

/** More than this many at once would cover the page; the oldest go first. */
const MOST_NOTICES = 3;

export function createViewActions({ env, get, set }: SessionContext) {
  let lastNotice = 0;
  const remember = (change: Partial<Preferences>) => {
    set(change);
    writePreferences(env.storage, get());
  };
  return {
    setTheme: (theme) => remember({ theme }),
    setOverlay: (overlay) => remember({ overlay }),
    setFromLayer: (fromLayer) => set({ fromLayer }),
    setTab: (tab) => remember({ tab }),
    setAnswerTokens: (answerTokens) => remember({ answerTokens }),
    setTimingsOpen: (timingsOpen) => remember({ timingsOpen }),
    showDialog: (dialog) => set({ dialog }),
    setDraft: (draft) => set({ draft }),
    notify: (error, kind = "error") => {
      const notice: Notice = { id: ++lastNotice, kind, error };
      const others = get().notices.filter((one) => one.error.message !== error.message);
      set({ notices: [...others, notice].slice(-MOST_NOTICES) });
    },
    dismissNotice: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
  } satisfies Partial<Actions>;
}

// The keys of the whole page. Nothing fires while something is typed, except Escape, which stops.

import { useEffect } from "react";
import { selectIsBusy, selectRange } from "../../store/selectors.ts";
import type { SessionStore } from "../../store/store.ts";
import type { SessionState } from "../../store/types.ts";
import { playerKey } from "./player-keys.ts";
import { ribbonKey } from "./ribbon-keys.ts";
import { useSessionStore } from "./session.tsx";

/** The prompt's text field carries this id, so that "/" finds it. */
export const QUESTION_ID = "question";

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=range]), textarea, select"));

/** Lists and menus that are open over the page find their entries by the first letter. */
const takesLetters = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest("[role=menu], [role=listbox][data-state]") !== null;

/** On these, space and Enter are a press of theirs. */
const takesPress = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches("button, a, summary, [role=option], [role=tab]");

/** These are moved by arrows, Home and End themselves. */
const takesArrows = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.matches("input[type=range], [role=slider], [role=scrollbar], [role=tab]");

function focusQuestion(): void {
  document.getElementById(QUESTION_ID)?.focus();
}

/**
 * Whether the keys belong to the browser or the system. AltGr produces characters, brackets on many layouts, and is told as Ctrl
 * and Alt by Windows; Option does so on a Mac.
 */
function isShortcutOfOthers(event: KeyboardEvent): boolean {
  const { key, ctrlKey, metaKey, altKey } = event;
  const isProduced = event.getModifierState("AltGraph") || (altKey && !metaKey);
  if (isProduced && "[]/?<>,.".includes(key)) return false;
  return ctrlKey || metaKey || altKey;
}

/** Whether it is Ctrl and K, or Command and K on a Mac, which work while something is typed too. */
const isCommandKey = ({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean =>
  key.toLowerCase() === "k" && ctrlKey !== metaKey && !altKey && !shiftKey;

/** Drops the range that is drawn, else goes back to all of the video. */
function leaveRange(state: SessionState): void {
  const { actions, drawnRange } = state;
  if (drawnRange !== null) actions.drawRange(null);
  else if (selectRange(state) !== null) void actions.setRange(null);
}

function pressed(event: KeyboardEvent, store: SessionStore): (() => void) | null {
  const state = store.getState();
  const { actions } = state;
  // The character that is produced, so that every layout has the key; Caps Lock makes no difference.
  switch (event.key.toLowerCase()) {
    case "/":
      return focusQuestion;
    case "?":
      return () => actions.showDialog("help");
    case "c":
      return () => actions.setTab(state.tab === "compare" ? "ask" : "compare");
    case "t":
      return () => document.getElementById("timings-toggle")?.click();
    default:
      return playerKey(event, state) ?? ribbonKey(event.key);
  }
}

/** Listens as long as the page is shown. */
export function useKeys(): void {
  const store = useSessionStore();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const state = store.getState();
      if (isCommandKey(event) && state.dialog === "none") {
        event.preventDefault();
        state.actions.showDialog("commands");
        return;
      }
      if (isShortcutOfOthers(event)) return;
      if (state.dialog !== "none") return;
      const { key, target } = event;
      if (key === "Escape") {
        if (selectIsBusy(state)) state.actions.stop();
        else if (state.video.phase === "opening") state.actions.stopOpening();
        else leaveRange(state);
        return;
      }
      if (takesText(target) || takesLetters(target)) return;
      if ((key === " " || key === "Enter") && takesPress(target)) return;
      if (key.startsWith("Arrow") && takesArrows(target)) return;
      const act = pressed(event, store);
      if (act === null) return;
      event.preventDefault();
      act();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [store]);
}

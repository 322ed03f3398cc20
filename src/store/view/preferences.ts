// Theme, overlay, tab, drawer, depth, length and context of answers, and the volume, remembered under one key. Anything unreadable counts as never saved.

import { ANSWER_LENGTHS } from "../ask/answer-lengths.ts";
import { CONTEXT_TURNS, DEFAULT_CONTEXT_TURNS } from "../ask/context-turns.ts";
import type { SessionEnv } from "../session/env.ts";
import type { OverlayMode, Preferences, Tab, Theme } from "./types.ts";

const KEY = "framewise.preferences";

const THEMES: readonly Theme[] = ["system", "light", "dark"];
export const OVERLAYS: readonly OverlayMode[] = ["kept", "heat", "patches", "off"];
const TABS: readonly Tab[] = ["ask", "compare", "timings"];

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "system",
  overlay: "kept",
  tab: "ask",
  timingsOpen: null,
  isInspecting: false,
  answerTokens: ANSWER_LENGTHS[0],
  contextTurns: DEFAULT_CONTEXT_TURNS,
  givesSubtitles: true,
  volume: 1,
  isMuted: false,
};

const oneOf = <T>(options: readonly T[], value: unknown, otherwise: T): T =>
  options.find((option) => option === value) ?? otherwise;

/** The preferences of the last visit. */
export function readPreferences(storage: SessionEnv["storage"]): Preferences {
  let saved: unknown = null;
  try {
    saved = JSON.parse(storage?.getItem(KEY) ?? "null");
  } catch {
    // Broken text or refused access: the defaults are right.
  }
  if (typeof saved !== "object" || saved === null) return DEFAULT_PREFERENCES;
  const wanted = saved as Record<string, unknown>;
  const { theme, overlay, tab, timingsOpen, isInspecting } = wanted;
  const { answerTokens, contextTurns, givesSubtitles, volume, isMuted } = wanted;
  return {
    theme: oneOf(THEMES, theme, DEFAULT_PREFERENCES.theme),
    overlay: oneOf(OVERLAYS, overlay, DEFAULT_PREFERENCES.overlay),
    tab: oneOf(TABS, tab, DEFAULT_PREFERENCES.tab),
    timingsOpen: typeof timingsOpen === "boolean" ? timingsOpen : null,
    isInspecting: isInspecting === true,
    answerTokens: oneOf<number>(ANSWER_LENGTHS, answerTokens, DEFAULT_PREFERENCES.answerTokens),
    contextTurns: oneOf<number>(CONTEXT_TURNS, contextTurns, DEFAULT_PREFERENCES.contextTurns),
    givesSubtitles: givesSubtitles !== false,
    volume: typeof volume === "number" && volume >= 0 && volume <= 1 ? volume : 1,
    isMuted: isMuted === true,
  };
}

/** Saves them; a full or refused store is no reason to bother the reader. */
export function writePreferences(storage: SessionEnv["storage"], preferences: Preferences): void {
  const saved: Preferences = {
    theme: preferences.theme,
    overlay: preferences.overlay,
    tab: preferences.tab,
    timingsOpen: preferences.timingsOpen,
    isInspecting: preferences.isInspecting,
    answerTokens: preferences.answerTokens,
    contextTurns: preferences.contextTurns,
    givesSubtitles: preferences.givesSubtitles,
    volume: preferences.volume,
    isMuted: preferences.isMuted,
  };
  try {
    storage?.setItem(KEY, JSON.stringify(saved));
  } catch {
    // Quota or policy: the choice still holds for this visit.
  }
}

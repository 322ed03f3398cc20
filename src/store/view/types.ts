// How the page looks, what it remembers of that, and what it says.

import type { PlainError } from "../../base/errors.ts";
import type { Turn } from "../ask/types.ts";
import type { Comparison } from "../compare/types.ts";
import type { Removal } from "../removed/types.ts";

/** What was removed, and comes back when the reader wants it. */
export type Undo =
  /** `at` is the place of the first of them, or of it, in the list. */
  | { readonly kind: "turns"; readonly turns: readonly Turn[]; readonly at: number }
  | { readonly kind: "comparison"; readonly comparison: Comparison; readonly at: number }
  /** Files that are still on the disk. */
  | { readonly kind: "removal"; readonly removal: Removal };

/** A failure that has no place of its own on the page, or what was just removed. */
export interface Notice {
  readonly id: number;
  readonly kind: "error" | "info";
  readonly error: PlainError;
  /** What the notice's button brings back; null for none. */
  readonly undo: Undo | null;
}

export type Theme = "system" | "light" | "dark";

/** Bars of frames rise from zero, or from the mean of the frames. */
export type BarBase = "zero" | "mean";

export type OverlayMode = "kept" | "heat" | "patches" | "off";

export type Tab = "ask" | "compare" | "timings";

export type Dialog =
  | "none"
  | "help"
  | "address"
  | "camera"
  | "live"
  | "menu"
  | "models"
  | "batch"
  | "evaluate"
  | "leave"
  | "commands";

/** Remembered on this computer between visits. */
export interface Preferences {
  readonly theme: Theme;
  readonly overlay: OverlayMode;
  readonly tab: Tab;
  /** Null until the reader has opened or closed it; until then the height of the window decides. */
  readonly timingsOpen: boolean | null;
  /** Whether everything is shown, with the words of the field; else what a reader of videos needs. */
  readonly isInspecting: boolean;
  /** The most tokens of an answer. */
  readonly answerTokens: number;
  /** How many turns before a question are seen with it, where the model follows a conversation; 0 for none. */
  readonly contextTurns: number;
  /** Whether subtitles that are there are given to models that can use them. */
  readonly givesSubtitles: boolean;
  /** How loud the file is played, 0–1. */
  readonly volume: number;
  readonly isMuted: boolean;
}

export interface ViewActions {
  readonly setTheme: (theme: Theme) => void;
  readonly setFromLayer: (layer: number) => void;
  readonly setOverlay: (overlay: OverlayMode) => void;
  readonly setBarBase: (base: BarBase) => void;
  readonly setTab: (tab: Tab) => void;
  readonly setAnswerTokens: (tokens: number) => void;
  readonly setContextTurns: (turns: number) => void;
  readonly setGivesSubtitles: (givesSubtitles: boolean) => void;
  readonly setTimingsOpen: (isOpen: boolean) => void;
  readonly setInspecting: (isInspecting: boolean) => void;
  readonly showDialog: (dialog: Dialog) => void;
  readonly notify: (error: PlainError, kind?: Notice["kind"]) => void;
  /** Says that something was removed, with a button that brings it back. */
  readonly offerUndo: (message: string, undo: Undo) => void;
  /** Brings back what a notice offers. */
  readonly undo: (noticeId: number) => void;
  readonly dismissNotice: (id: number) => void;
}

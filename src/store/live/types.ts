// What the page knows of a source that is read as it happens, and of what it watches for.

import type { PlainError } from "../../base/errors.ts";
import type { LivePace } from "../../engine/api.ts";
import type { Standing } from "../../evaluation/standing.ts";

/** What is read: a camera, a screen with its windows and tabs, or a file that is played. */
export type LiveKind = "camera" | "screen" | "file";

/** What the reader wants to be read. */
export type LiveWish =
  | { readonly kind: "camera"; readonly deviceId: string | null }
  | { readonly kind: "screen" }
  | { readonly kind: "file"; readonly file: File };

/** Why a source ended by itself. */
export type LiveEnd = "taken-back" | "ended";

/** A source that runs. */
export interface LiveSource {
  readonly kind: LiveKind;
  readonly name: string;
  /** For the picture of now. */
  readonly stream: MediaStream;
  /** Its frames, for the engine. */
  readonly frames: ReadableStream<VideoFrame>;
  /** Calls `tell` with whether it sends no picture at the moment, whenever that changes. */
  readonly onSilent: (tell: (isSilent: boolean) => void) => void;
  /** Calls `tell` when it ends without `stop`. */
  readonly onEnd: (tell: (end: LiveEnd) => void) => void;
  readonly stop: () => void;
}

/** A stretch of time in which the tab was in the background, where browsers slow pages; without an end while it is. */
export interface HiddenTime {
  readonly fromSec: number;
  readonly toSec: number | null;
}

/** What the browser gives. */
export interface LiveDevices {
  /** @throws AppError `live-refused`, `live-unplayable`. */
  readonly openLiveSource: (wish: LiveWish) => Promise<LiveSource>;
  /** Asks the reader, where the browser wants it; returns whether notifications are shown. */
  readonly allowNotifications: () => Promise<boolean>;
  readonly showNotification: (title: string, body: string) => void;
  /** Calls `tell` with whether the tab is in the background, now and whenever that changes, until the returned function is called. */
  readonly watchHidden: (tell: (isHidden: boolean) => void) => () => void;
  /** Keeps the computer awake, as far as the browser lets it, until the returned function is called. */
  readonly stayAwake: () => () => void;
}

/** A time at which what was watched for was there. */
export interface StandingHit {
  readonly chunk: number;
  readonly timeSec: number;
  readonly probability: number;
  /** A small picture; null where none is kept. */
  readonly picture: Blob | null;
}

/** A question that is asked about every chunk. */
export interface StandingWatch {
  readonly id: number;
  readonly asked: Standing;
  /** The last chunk that was asked about; null before the first. */
  readonly last: { readonly timeSec: number; readonly probability: number } | null;
  /** How many chunks were asked about. */
  readonly checks: number;
  /** How many chunks could not be asked about in time. */
  readonly skipped: number;
  /** Whether the browser shows a notification when it fires. */
  readonly notifies: boolean;
  /** The last ones, the oldest first. */
  readonly hits: readonly StandingHit[];
  /** Why the last chunk could not be asked about; null where it could. */
  readonly error: PlainError | null;
}

/** What was watched for in a memory of an earlier visit. */
export interface WatchedState {
  /** The id of the memory's video. */
  readonly videoId: number;
  readonly watches: readonly StandingWatch[];
}

/** A memory's source, while it is read and after. */
export interface LiveLook {
  readonly kind: LiveKind;
  /** The picture of now; null when the source has ended. */
  readonly stream: MediaStream | null;
  readonly pace: LivePace | null;
  /** The frames a second that were wanted. */
  readonly wanted: number;
  /** Whether the source sends no picture at the moment. */
  readonly isSilent: boolean;
  /** When the tab was in the background, seconds since the first picture; the last stretches only. */
  readonly hidden: readonly HiddenTime[];
  /** Why it ended by itself; null while it runs, and when the reader stopped it. */
  readonly end: LiveEnd | null;
  readonly watches: readonly StandingWatch[];
}

export interface LiveActions {
  /** Asks the browser for a source and reads it; a refusal is thrown. */
  readonly startLive: (wish: LiveWish) => Promise<void>;
  /** Watches for something from the next chunk on. */
  readonly watchFor: (asked: Standing, notifies: boolean) => Promise<void>;
  readonly stopWatching: (id: number) => Promise<void>;
  /** Asks the browser whether notifications may be shown; returns whether they may. */
  readonly allowNotifications: () => Promise<boolean>;
}

// What the page knows of a file of video before anything has looked at it, and how one is opened and played.

import type { PlainError } from "../../base/errors.ts";
import type { Cue } from "../../base/subtitles/parse.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type { VideoInput } from "../../engine/api.ts";

/** A clip that ships with the page, as `public/samples/samples.json` lists it. */
export interface Sample {
  /** File name inside `samples/`. */
  readonly file: string;
  readonly title: string;
  readonly about: string;
  readonly durationSec: number;
  readonly questions: readonly { readonly question: string; readonly answer: string }[];
}

export type SamplesPhase =
  | { readonly phase: "loading" }
  | { readonly phase: "ready"; readonly samples: readonly Sample[] }
  | { readonly phase: "failed"; readonly error: PlainError };

/** Where a file came from, by which it is recognised and opened again. */
export type FileOrigin =
  /** `file` is its name in `samples/`. */
  | { readonly kind: "sample"; readonly file: string }
  | { readonly kind: "address"; readonly url: string }
  | {
      readonly kind: "disk";
      readonly name: string;
      readonly bytes: number;
      readonly modifiedMs: number;
    }
  /** What was read as it happened, from that moment on, milliseconds since 1970; there is no file. */
  | { readonly kind: "live"; readonly startedMs: number }
  /** `id` is that of a saved memory, which has pictures only. */
  | { readonly kind: "memory"; readonly id: string };

/** The file behind an open video. */
export interface VideoFile {
  /** The same whenever the same file is opened. */
  readonly key: number;
  readonly name: string;
  readonly origin: FileOrigin;
  readonly sample: Sample | null;
  /** Its bytes, or several pictures; null for a saved memory whose video is not here. */
  readonly blob: VideoInput | null;
}

/** What is said in a video, by one file or track. */
export interface Subtitles {
  /** The name of the subtitles' own file, or that of the track. */
  readonly name: string;
  /** In order of time. */
  readonly cues: readonly Cue[];
  /** Whether it is a track of the video's own file. */
  readonly isInside: boolean;
}

/** All that is known of what is said in a file. */
export interface FileSubtitles {
  readonly fileKey: number;
  /** At least one: first those that were chosen beside the video. */
  readonly tracks: readonly Subtitles[];
  /** The place of the one on show. */
  readonly shown: number;
}

/** One whose bytes are here, to be opened (and opened again with another number of frames). */
export type FileHere = VideoFile & { readonly blob: VideoInput };

export const isHere = (file: VideoFile): file is FileHere => file.blob !== null;

/** One picture of the strip. The store closes the bitmap when the video goes. */
export interface StripFrame {
  readonly index: number;
  readonly timeSec: number;
  readonly thumbnail: ImageBitmap;
}

export interface Count {
  readonly done: number;
  readonly total: number;
}

/** What becomes of a reading when another video is opened, or another model is taken. */
export type LeavingChoice = "save" | "drop" | "keep";

/** What was to take the place of work under way; "frames" are others of the open file, "nothing" closes it. */
export type LeavingTo = "video" | "frames" | "nothing" | "model";

export interface VideoActions {
  /** Chooses what becomes of a reading when another video was to be opened, or another model to be taken. */
  readonly leaveReading: (choice: LeavingChoice) => Promise<void>;
  readonly openFile: (file: Blob, name?: string) => Promise<void>;
  /**
   * Opens what was chosen or dropped together: pictures as the frames of one video, else the first video. Subtitles belong to it,
   * or to the video that is open when they come alone. `handles` are those of the files for which the browser gave one.
   */
  readonly openFiles: (
    files: readonly File[],
    handles?: readonly FileSystemFileHandle[],
  ) => Promise<void>;
  /** Shows what is said by another of the files and tracks that tell it. */
  readonly chooseSubtitles: (place: number) => void;
  readonly removeSubtitles: () => void;
  readonly openSample: (sample: Sample) => Promise<void>;
  readonly openUrl: (url: string) => Promise<void>;
  /** Shows the recorder; what it records arrives through `openFile`. */
  readonly openCamera: () => void;
  readonly setRecording: (isRecording: boolean) => void;
  /** Goes to the start of the page; what is open stays behind it. */
  readonly leaveVideo: () => void;
  /** Stops the opening, or leaves the failure or the start; what was there before comes back. */
  readonly stopOpening: () => void;
  /** Opens once more what could not be opened. */
  readonly retryOpening: () => Promise<void>;
  readonly closeVideo: () => Promise<void>;
}

export interface RangeActions {
  /** Looks at frames of a part of the open video; null for all of it. */
  readonly setRange: (range: TimeRange | null) => Promise<void>;
  /** Shows a range that is being drawn; null for none. */
  readonly drawRange: (range: TimeRange | null) => void;
  /** Draws a range that begins at the moment on show. */
  readonly markRangeStart: () => void;
  /** Draws a range that ends at the moment on show. */
  readonly markRangeEnd: () => void;
  /** Looks at the range that was drawn. */
  readonly lookAtDrawnRange: () => Promise<void>;
}

export interface PlayerActions {
  readonly selectFrame: (index: number) => void;
  readonly hoverFrame: (index: number | null) => void;
  readonly stepFrame: (by: number) => void;
  /** Moves by so many seconds of the file. */
  readonly seekBy: (sec: number) => void;
  /** Moves to a moment of the file, in seconds. */
  readonly seekTo: (timeSec: number) => void;
  /** Moves to a share of the file's length, 0–1. */
  readonly seekToShare: (share: number) => void;
  /** Moves by so many pictures of the file, and pauses. */
  readonly stepPicture: (count: number) => void;
  readonly setPlaying: (isPlaying: boolean) => void;
  /** The player tells where it is. */
  readonly playedTo: (timeSec: number) => void;
  /** The player tells that it cannot play the file. */
  readonly playerFailed: () => void;
  readonly setSpeed: (speed: number) => void;
  /** Chooses the next higher speed for 1, the next lower one for −1. */
  readonly stepSpeed: (steps: number) => void;
  readonly setVolume: (volume: number) => void;
  readonly setMuted: (isMuted: boolean) => void;
}

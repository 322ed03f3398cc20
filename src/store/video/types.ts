// What the page knows of a file of video before anything has looked at it.

import type { Cue } from "../../base/subtitles/parse.ts";
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

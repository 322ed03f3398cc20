// The video in the state: none (the start of the page), one that opens, one that is open, or one that failed. A file that is
// open is looked at in one of two ways.

import type { PlainError } from "../../base/errors.ts";
import type { FramesVideo, Looking, SavedMemory, VideoFacts } from "../../engine/api.ts";
import type { WholeLook } from "../whole/types.ts";
import type { Count, StripFrame, VideoFile } from "./types.ts";

/** Some frames of a file, all of them encoded. */
export interface FramesLook {
  readonly kind: "frames";
  readonly video: FramesVideo;
  /** The choices by which it was looked at. */
  readonly looking: Looking;
  /** In time order; may be shorter than `video.timesSec` when thumbnails were not sent. */
  readonly strip: readonly StripFrame[];
}

export type Look = FramesLook | WholeLook;

/** A video that can be asked about. */
export interface OpenVideo {
  readonly phase: "open";
  readonly file: VideoFile;
  readonly facts: VideoFacts;
  readonly look: Look;
  /** The memory of the same file, kept while its frames are looked at. Frames are cheap: they are encoded again. */
  readonly other: WholeLook | null;
  /** What was read of the file before, until another reading of it has come to its end. */
  readonly earlier: WholeLook | null;
}

/** What the page is busy with while a video opens, in the order in which it happens. */
export type OpeningStep = "fetch" | "model" | "restore" | "read" | "decode" | "encode";

/** The start of the page. The video that was open when the reader went there stays, and a reading goes on. */
export interface NoVideo {
  readonly phase: "none";
  /** What the reader can go back to. */
  readonly previous: OpenVideo | null;
}

export interface OpeningVideo {
  readonly phase: "opening";
  /** Tells this opening from those before it. */
  readonly id: number;
  readonly name: string;
  readonly step: OpeningStep;
  /** The file, as soon as its bytes are here; it can be played before it has been looked at. */
  readonly file: VideoFile | null;
  /** Bytes, when the file comes over the network. */
  readonly fetched: Count | null;
  /** Of a saved memory that is being brought back. */
  readonly restored: Count | null;
  readonly facts: VideoFacts | null;
  /** How many frames are wanted; columns are drawn empty until they come. */
  readonly frames: number;
  readonly strip: readonly StripFrame[];
  readonly decoded: Count;
  readonly encoded: Count;
  /** True for other frames of the file that is open, beside which its memory stays. */
  readonly keepsMemory: boolean;
  /** What is brought back from the disk; null for a file. */
  readonly memory: SavedMemory | null;
  /** What comes back when the opening is stopped. */
  readonly previous: OpenVideo | null;
}

export interface FailedVideo {
  readonly phase: "failed";
  readonly name: string;
  readonly error: PlainError;
  /** What was read before it failed, for "the file itself is fine: …". */
  readonly facts: VideoFacts | null;
  /** What could not be brought back from the disk, where it still is; null for a file. */
  readonly memory: SavedMemory | null;
  readonly previous: OpenVideo | null;
}

export type VideoState = NoVideo | OpeningVideo | OpenVideo | FailedVideo;

/** Whether a file is pictures, each of which stands for a second. */
export const isPictures = ({ container }: VideoFacts): boolean =>
  container === "picture" || container === "pictures";

/** The start of a page on which nothing is open. */
export const NO_VIDEO: NoVideo = { phase: "none", previous: null };

export const framesOf = (video: VideoState): FramesLook | null =>
  video.phase === "open" && video.look.kind === "frames" ? video.look : null;

export const wholeOf = (video: VideoState): WholeLook | null =>
  video.phase === "open" && video.look.kind === "whole" ? video.look : null;

/** Of the frames that are there to be looked at, seconds. */
export const timesOf = (look: Look): readonly number[] =>
  look.kind === "whole" ? look.timesSec : look.video.timesSec;

/** Whether a video has stages to time: it is open, or its frames are being decoded and encoded. */
export const hasStages = (video: VideoState): boolean =>
  video.phase === "open" ||
  (video.phase === "opening" && (video.step === "decode" || video.step === "encode"));

/** The memory of a video, whether it is looked at or kept beside its frames. */
export const memoryOf = ({ look, other }: OpenVideo): WholeLook | null =>
  look.kind === "whole" ? look : other;

/** The video that is open, or comes back when an opening is stopped or the start is left. */
export const openIn = (video: VideoState): OpenVideo | null =>
  video.phase === "open" ? video : video.previous;

/** The memory of the video that is open, or comes back. */
export const memoryIn = (video: VideoState): WholeLook | null => {
  const open = openIn(video);
  return open === null ? null : memoryOf(open);
};

/**
 * What was read of the video that is open, or comes back, and would be missed: before another reading is whole, what was read
 * before, unless that is saved.
 */
export const readIn = (video: VideoState): WholeLook | null => {
  const earlier = openIn(video)?.earlier ?? null;
  return earlier !== null && earlier.saving.phase !== "done" ? earlier : memoryIn(video);
};

// What the page knows of a file of video before anything has looked at it.

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
  /** Null for a saved memory whose video is not here. */
  readonly blob: Blob | null;
}

/** One whose bytes are here, to be opened (and opened again with another number of frames). */
export type FileHere = VideoFile & { readonly blob: Blob };

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

/** What becomes of a reading when another video is opened. */
export type LeavingChoice = "save" | "drop" | "keep";

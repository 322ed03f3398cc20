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

/** The file behind an open video. */
export interface VideoFile {
  /** New for every file opened; the same when one file is opened again with other frames. */
  readonly key: number;
  readonly name: string;
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

let lastKey = 0;

/** A key that no file had before. */
export const newFileKey = (): number => ++lastKey;

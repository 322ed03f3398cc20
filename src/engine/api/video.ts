// A video and the two ways to look at one: some of its frames at once, or the whole of it, chunk by chunk, into a memory
// of two levels (Video-X²L). T frames or steps, N tokens of each.

import type { MemoryNotes } from "../../memory/store/notes.ts";
import type { PlainError } from "../../base/errors.ts";
import type { Looked, Looking } from "../../base/sampling.ts";
import type { Grid } from "../../base/shape.ts";
import type { Size } from "../../model/adapters/adapter.ts";
import type { VideoFacts } from "../../media/open-video.ts";
import type { ReadSettings } from "../../memory/read-settings.ts";
import type { StageSpan } from "../../pipeline/stages.ts";
import type { EncodeReport, EncodeSettings, PatchMap } from "../../vision/encode-settings.ts";

/** Some frames at once. What is left open is as the model's own code has it. */
export interface FramesWay extends Looking {
  /** The way's name. */
  readonly kind: "frames";
  /** What of the frames goes through the vision encoder. Default: as `copiesStill` says, else all. */
  readonly encode?: Partial<EncodeSettings> | undefined;
}

/** The whole video, chunk by chunk. What is left open has the default of `ReadSettings`. */
export interface WholeWay extends Partial<ReadSettings> {
  /** The way's name. */
  readonly kind: "whole";
}

/** A file whose headers were read. The engine holds it open until it is opened as a video or closed. */
export interface InspectedFile {
  /** What it is: a file at which no way of looking was chosen yet. */
  readonly kind: "file";
  /** The name under which the engine knows the file, until it is opened or closed. */
  readonly id: number;
  /** What the headers say. */
  readonly facts: VideoFacts;
}

interface AnyVideo {
  /** The name under which the engine knows the video, until it is closed. */
  readonly id: number;
  /** What the file's headers say. */
  readonly facts: VideoFacts;
  /** The times of the T frames that are looked at (of the first frame of each step), seconds, ascending. */
  readonly timesSec: readonly number[];
  /** The grid of a frame's tokens: N = rows × columns. */
  readonly grid: Grid;
}

/** A video of which some frames were encoded. */
export interface FramesVideo extends AnyVideo {
  /** The way in which the video is looked at. */
  readonly kind: "frames";
  /** The number of frames that were wanted and could not be decoded. */
  readonly lostFrames: number;
  /** How the frames were chosen. */
  readonly looked: Looked;
  /** What of the frames went through the vision encoder. */
  readonly encode: EncodeReport;
  /** What became of the patches of each frame; null where all were encoded. */
  readonly patches: PatchMap | null;
  /** One number a token, [T × N]: 1 where it was encoded, equally many of each frame; null where all were. */
  readonly encodedTokens: Uint8Array | null;
  /** The picture that the model sees of a frame, pixels. */
  readonly picture: Size;
  /** The number of a frame's tokens, N. */
  readonly tokensPerFrame: number;
  /** The times of the stages, for a waterfall. */
  readonly spans: readonly StageSpan[];
}

/** A video that is read whole. `timesSec` are of the frames that will be read. */
export interface WholeVideo extends AnyVideo {
  /** The way in which the video is looked at. */
  readonly kind: "whole";
  /** The name of its file. */
  readonly name: string;
  /** The number of chunks that will be read. */
  readonly chunkCount: number;
  /** How many of its times a chunk has, but for the last: one for each frame, or for two frames where a model joins them. */
  readonly chunkTimes: number;
  /** How it is read, with nothing left open. */
  readonly settings: ReadSettings;
  /** Whether it is, or was, read as it happened: `timesSec` and `chunkCount` are then those that were read, and there is no file. */
  readonly isLive: boolean;
  /** The name under which what is read is on the disk, for `reopen`, until the video is closed; null where nothing is kept. */
  readonly keptId: string | null;
}

/** A video in either way; `kind` tells them apart. */
export type Video = FramesVideo | WholeVideo;

/** One frame that the model looks at. It is sent as it is decoded, in time order. */
export interface FrameSeen {
  /** Its place among the frames that are looked at, from 0. */
  readonly index: number;
  /** Its time in the video, seconds. */
  readonly timeSec: number;
  /** A small picture for the strip, its aspect as displayed. The receiver closes it. */
  readonly thumbnail: ImageBitmap;
}

/** How far the opening of a video by frames is. */
export interface VideoProgress {
  /** The stage that counts; both go on at once. */
  readonly stage: "decode" | "encode";
  /** The number of frames that are through this stage. */
  readonly done: number;
  /** The number of frames that are wanted. */
  readonly total: number;
}

/** One chunk that was read. F frames of N tokens. */
export interface ReadChunk {
  /** Its place in the video, from 0. */
  readonly index: number;
  /** The times of its frames, seconds, ascending. */
  readonly timesSec: readonly number[];
  /** The number of entries that are kept in detail. */
  readonly detailed: number;
  /** The number of entries in the compact set, which is a part of the detailed one. */
  readonly compact: number;
  /** The level of each token, [F · N]: 0 dropped, 1 kept in detail only, 2 in the compact set too. */
  readonly levels: Uint8Array;
  /** The scorer's value of each token, [F · N], higher = kept sooner; null for even strides. */
  readonly scores: Float32Array | null;
}

/** The room that a memory takes now. */
export interface MemoryUse {
  /** The bytes of compact entries, which lie on the GPU. */
  readonly gpuBytes: number;
  /** The bytes of detailed entries in main memory. */
  readonly hostBytes: number;
  /** The bytes of detailed entries beyond the limit of main memory, on the disk. */
  readonly diskBytes: number;
  /** The number of entries of all chunks that are kept in detail. */
  readonly detailed: number;
  /** The number of entries of all chunks in the compact set. */
  readonly compact: number;
}

/** A whole video, as far as it was read when the reading ended or was stopped. */
export interface ReadReport extends WholeVideo {
  /** The chunks that were read, in time order. */
  readonly chunks: readonly ReadChunk[];
  /** Whether it was read to its end; what was read can be asked about in any case. */
  readonly isComplete: boolean;
  /** The room that the memory takes. */
  readonly use: MemoryUse;
  /** The number of frames whose features were those of the frame before. */
  readonly reusedFrames: number;
  /** The times of the stages, for a waterfall. */
  readonly spans: readonly StageSpan[];
}

interface OpenOptions {
  /** The video's name in messages and reports. Default: the file's own, or "video". An inspected file has its name already. */
  readonly name?: string;
}

/** The choices of a video that is opened by frames. */
export interface OpenFramesOptions extends OpenOptions {
  /** Which frames are looked at. Default: those that the model's own code takes. */
  readonly way?: FramesWay;
  /** A function that is called once, when the file's headers were read. */
  readonly onFacts?: (facts: VideoFacts) => void;
  /** A function that is called with each frame as it is decoded, in time order. */
  readonly onFrame?: (frame: FrameSeen) => void;
  /** A function that is called as frames are decoded and encoded. */
  readonly onProgress?: (progress: VideoProgress) => void;
  /** A signal that gives the opening up; the call ends as an AbortError, and nothing stays open. */
  readonly signal?: AbortSignal;
}

/** The events of the reading of a whole video. */
export interface ReadingEvents {
  /** A function that is called with each frame as it is decoded, in time order. */
  readonly onFrame?: (frame: FrameSeen) => void;
  /** A function that is called with each chunk when it was read. */
  readonly onChunk?: (chunk: ReadChunk, use: MemoryUse) => void;
  /** A signal that stops after the current chunk; what was read stays, and `resume` goes on from there. */
  readonly signal?: AbortSignal;
  /** A function that is called when the disk takes no more of what is kept (`isKept`); the reading goes on. */
  readonly onNotKept?: (error: PlainError) => void;
}

/** The choices of a memory that is brought back from the disk. */
export interface ReopenOptions extends WholeOptions, StorageOptions {
  /** Whether `onFrame` is called for one frame of each chunk, a middle one: hours of a video have very many. Default false. */
  readonly isOnePictureEach?: boolean;
}

/** The choices that `open` and `reopen` share for a video that is read whole. */
export interface WholeOptions extends ReadingEvents {
  /** The most bytes of detailed entries in main memory; what is beyond goes to the disk. Default 512 MiB. */
  readonly hostBytes?: number;
  /**
   * Whether each chunk is written to the disk when it was read, so that `reopen` and `resume` can go on from there after the page
   * was left. What was not saved is removed when the video is closed, or when nobody came back for a week. Default false.
   */
  readonly isKept?: boolean;
  /** A function that is called once with the video, which can be asked about from its first chunk on. */
  readonly onOpen?: (video: WholeVideo) => void;
}

/** The choices of a video that is opened to be read whole. */
export interface OpenWholeOptions extends OpenOptions, WholeOptions {
  /** How it is read. */
  readonly way: WholeWay;
}

/** A memory on this computer's disk, for a later visit: saved, or kept while it was read (`isKept`). */
export interface SavedMemory {
  /** The name under which it is kept, for `reopen` and `deleteSaved`. */
  readonly id: string;
  /** The name of the video's file. */
  readonly name: string;
  /** The bytes of the video's file. */
  readonly fileBytes: number;
  /** The model that read it; only this one, at this precision, can use it. */
  readonly model: {
    /** The name that its source had. */
    readonly id: string;
    /** The family's name for people. */
    readonly title: string;
    /** The precision of its graphs, such as "q4f16". */
    readonly precision: string;
  };
  /** How the video was read. */
  readonly settings: ReadSettings;
  /** What the file's headers said. */
  readonly facts: VideoFacts;
  /** The number of frames that were read. */
  readonly frames: number;
  /** The number of chunks that were read. */
  readonly chunks: number;
  /** Whether the video was read to its end. */
  readonly isComplete: boolean;
  /** The bytes that it takes on the disk. */
  readonly bytes: number;
  /** When it was saved, milliseconds since 1970. */
  readonly savedAtMs: number;
  /** Whether it was saved; else it was kept while it was read, and its reading may go on. */
  readonly isSaved: boolean;
}

/** What is in a memory on the disk for people. */
export interface SavedContent {
  /** The small pictures of the frames that were read, in order of time; fewer where the browser could not encode them. */
  readonly frames: readonly { readonly timeSec: number; readonly picture: Blob }[];
  /** The times of each chunk's first and last frame, in seconds. */
  readonly chunks: readonly { readonly fromSec: number; readonly toSec: number }[];
  /** What was said of the video. */
  readonly notes: MemoryNotes;
}

/** The choices of a call that writes to the disk or reads from it. */
export interface StorageOptions {
  /** A function that is called with the number of chunks that are through, and of all. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  /** A signal that stops the call, which ends as an AbortError. */
  readonly signal?: AbortSignal;
}

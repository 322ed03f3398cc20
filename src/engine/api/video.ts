// A video and the two ways to look at one: some of its frames at once, or the whole of it, chunk by chunk, into a memory
// of two levels (Video-X²L). T frames or steps, N tokens of each.

import type { Looked, Looking } from "../../base/sampling.ts";
import type { Grid } from "../../base/shape.ts";
import type { Size } from "../../model/adapters/adapter.ts";
import type { VideoFacts } from "../../media/open-video.ts";
import type { ReadSettings } from "../../memory/read-settings.ts";
import type { StageSpan } from "../../pipeline/stages.ts";

/** Some frames at once. What is left open is as the model's own code has it. */
export interface FramesWay extends Looking {
  readonly kind: "frames";
}

/** The whole video, chunk by chunk. What is left open has the default of `ReadSettings`. */
export interface WholeWay extends Partial<ReadSettings> {
  readonly kind: "whole";
}

interface AnyVideo {
  /** The name under which the engine knows the video, until it is closed. */
  readonly id: number;
  readonly facts: VideoFacts;
  /** Times of the T frames that are looked at (of the first frame of each step), seconds, ascending. */
  readonly timesSec: readonly number[];
  /** Tokens of a frame: N = rows × columns. */
  readonly grid: Grid;
}

/** A video of which some frames were encoded. */
export interface FramesVideo extends AnyVideo {
  readonly kind: "frames";
  /** Frames that were wanted and could not be decoded. */
  readonly lostFrames: number;
  /** How the frames were chosen. */
  readonly looked: Looked;
  /** What the model sees of a frame, pixels. */
  readonly picture: Size;
  readonly tokensPerFrame: number;
  readonly spans: readonly StageSpan[];
}

/** A video that is read whole. `timesSec` are of the frames that will be read. */
export interface WholeVideo extends AnyVideo {
  readonly kind: "whole";
  /** Of the file. */
  readonly name: string;
  readonly chunkCount: number;
  readonly settings: ReadSettings;
}

export type Video = FramesVideo | WholeVideo;

/** One frame that the model looks at. It is sent as it is decoded, in time order. */
export interface FrameSeen {
  readonly index: number;
  readonly timeSec: number;
  /** A small picture for the strip, its aspect as displayed. The receiver closes it. */
  readonly thumbnail: ImageBitmap;
}

export interface VideoProgress {
  readonly stage: "decode" | "encode";
  readonly done: number;
  readonly total: number;
}

/** One chunk that was read. F frames of N tokens. */
export interface ReadChunk {
  readonly index: number;
  readonly timesSec: readonly number[];
  /** Number of entries that are kept in detail. */
  readonly detailed: number;
  /** Number of entries in the compact set, which is a part of the detailed one. */
  readonly compact: number;
  /** The level of each token, [F · N]: 0 dropped, 1 kept in detail only, 2 in the compact set too. */
  readonly levels: Uint8Array;
  /** What the scorer gave each token, [F · N], higher = kept sooner; null for even strides. */
  readonly scores: Float32Array | null;
}

/** What a memory takes now: compact entries on the GPU, detailed ones on the host or, beyond its limit, on the disk. */
export interface MemoryUse {
  readonly gpuBytes: number;
  readonly hostBytes: number;
  readonly diskBytes: number;
  /** Number of entries of all chunks that are kept in detail. */
  readonly detailed: number;
  /** Number of entries of all chunks in the compact set. */
  readonly compact: number;
}

/** A whole video, as far as it was read when the reading ended or was stopped. */
export interface ReadReport extends WholeVideo {
  readonly chunks: readonly ReadChunk[];
  /** False when it was stopped, or the file ended early; what was read can be asked about. */
  readonly isComplete: boolean;
  readonly use: MemoryUse;
  /** Number of frames whose features were those of the frame before. */
  readonly reusedFrames: number;
  readonly spans: readonly StageSpan[];
}

interface OpenOptions {
  /** Default: the file's own, or "video". */
  readonly name?: string;
  readonly onFrame?: (frame: FrameSeen) => void;
  readonly signal?: AbortSignal;
}

export interface OpenFramesOptions extends OpenOptions {
  /** Default: frames as the model's own code has them. */
  readonly way?: FramesWay;
  readonly onFacts?: (facts: VideoFacts) => void;
  readonly onProgress?: (progress: VideoProgress) => void;
}

/** What the reading of a whole video tells while it goes on. */
export interface ReadingEvents {
  readonly onFrame?: (frame: FrameSeen) => void;
  readonly onChunk?: (chunk: ReadChunk, use: MemoryUse) => void;
  /** Stops after the current chunk; what was read stays, and `resume` goes on from there. */
  readonly signal?: AbortSignal;
}

/** What `open` and `reopen` have in common for a video that is read whole. */
export interface WholeOptions extends ReadingEvents {
  /** Bytes of detailed entries that are kept on the host; what is beyond goes to the disk. Default 512 MiB. */
  readonly hostBytes?: number;
  /** Called once: the video can be asked about from its first chunk on. */
  readonly onOpen?: (video: WholeVideo) => void;
}

export interface OpenWholeOptions extends OpenOptions, WholeOptions {
  readonly way: WholeWay;
}

/** A memory on this computer's disk, for a later visit. */
export interface SavedMemory {
  readonly id: string;
  /** Of the video's file. */
  readonly name: string;
  readonly fileBytes: number;
  /** The model that read it; only this one, at this precision, can use it. */
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly precision: string;
  };
  readonly settings: ReadSettings;
  readonly facts: VideoFacts;
  readonly frames: number;
  readonly chunks: number;
  readonly isComplete: boolean;
  /** Bytes on the disk. */
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly savedAtMs: number;
}

export interface StorageOptions {
  /** Counts chunks. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
  readonly signal?: AbortSignal;
}

// What is kept of one chunk: enough to restore it on a new device, or in a later visit, without the video. The store
// decides where its detailed entries are.

import type { AngleCodes } from "../kernels/angle-codes.ts";
import type { ChunkPiece } from "./chunk-pieces.ts";
import type { Levels } from "./levels.ts";

/** The keys of a chunk's newest tokens. */
export interface NewestKeys {
  /** The frame of each key, counted from the chunk's first, ascending. */
  readonly frames: Uint32Array<ArrayBuffer>;
  /** The keys at position 0, float32 [layers, keys, heads, size]. */
  readonly keys: Float32Array<ArrayBuffer>;
}

/** Everything except the detailed entries; it is small, so it stays on the host. */
export interface ChunkRecord {
  readonly index: number;
  /** The times of the chunk's frames, in seconds. */
  readonly timesSec: readonly number[];
  /** The tokens that were read, before any was dropped: frames × tokens of a frame. */
  readonly tokens: number;
  /** What the decoder read of it: the tokens, and the rows between them. */
  readonly pieces: readonly ChunkPiece[];
  readonly levels: Levels;
  /**
   * The compact entries, [layers, keys and values, heads, count, size] in the cache's element type, keys at position 0.
   * Null when they are those of `compactRows`, or, for the first chunk, all detailed ones.
   */
  readonly ownCompact: ArrayBuffer | null;
  /** The score of each token, [tokens]; null for even strides. */
  readonly scores: Float32Array<ArrayBuffer> | null;
  /** The codes of the compact tokens (`compactTokens`), with which later chunks are compared; null for a scorer without. */
  readonly codes: AngleCodes | null;
  /** The mean keys of the frames at position 0, float32 [layers, frames, heads, size]. */
  readonly frameKeys: Float32Array<ArrayBuffer>;
  /** The largest values of each frame's keys, then the smallest: float32 [layers, frames, 2, heads, size]. */
  readonly frameBounds: Float32Array<ArrayBuffer>;
  /** The keys of its newest tokens; absent in memories of earlier versions. */
  readonly newest?: NewestKeys | undefined;
  /** The mean tokens of the frames, float32 [frames, D]. */
  readonly frameTokens: Float32Array<ArrayBuffer>;
  /**
   * The states of layers without keys and values behind this chunk, in the last record of a memory; null in those before, and
   * where a decoder has none.
   */
  readonly states: ArrayBuffer | null;
  /** A small picture of each frame, encoded; fewer when the browser could not encode. */
  readonly pictures: readonly Blob[];
}

/** Returns the number of frames of all chunks. */
export const framesRead = (records: readonly ChunkRecord[]): number =>
  records.reduce((sum, { timesSec }) => sum + timesSec.length, 0);

/**
 * Keeps detailed entries by chunk: [layers, keys and values, heads, detailed, size] in the cache's element type, keys
 * at position 0, for each of `detailedRows`. The compact entries are among them.
 */
export interface EntryStore {
  /** Keeps `entries`, unchanged. @throws AppError `memory-storage` when neither the host nor the disk takes them. */
  put(chunk: number, entries: ArrayBuffer): Promise<void>;
  /** Returns the entries. @throws AppError `memory-damaged` when they are not what was put. */
  get(chunk: number): Promise<ArrayBuffer>;
  readonly bytes: { readonly host: number; readonly disk: number };
  /** Forgets a chunk's entries; those of a saved memory are not its to remove. */
  drop(chunk: number): Promise<void>;
  /** Frees everything, including what is on the disk. */
  destroy(): Promise<void>;
}

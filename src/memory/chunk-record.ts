// What one chunk leaves behind: enough to put it back on a new device, or in a later visit, without the video. Where
// its detailed entries lie is the store's business.

import type { Levels } from "./levels.ts";

/** Everything but the detailed entries; small, so it stays on the host. */
export interface ChunkRecord {
  readonly index: number;
  /** Of the chunk's frames, seconds. */
  readonly timesSec: readonly number[];
  /** Tokens read, before any was dropped: frames × tokens of a frame. */
  readonly tokens: number;
  readonly levels: Levels;
  /**
   * Compact entries of their own, [layers, keys and values, heads, count, size] in the cache's element type, keys at
   * position 0; null where they are those of `levels.compact`, or, for the first chunk, all detailed ones.
   */
  readonly ownCompact: ArrayBuffer | null;
  /** What the scorer gave each token, [tokens]; null for even strides. */
  readonly scores: Float32Array<ArrayBuffer> | null;
  /** Mean keys of the frames at position 0, float32 [layers, frames, heads, size]. */
  readonly frameKeys: Float32Array<ArrayBuffer>;
  /** Their largest values, then their smallest, channel by channel: float32 [layers, frames, 2, heads, size]. */
  readonly frameBounds: Float32Array<ArrayBuffer>;
  /** Mean tokens of the frames, float32 [frames, D]. */
  readonly frameTokens: Float32Array<ArrayBuffer>;
  /** A small picture of each frame, encoded; fewer when the browser could not encode. */
  readonly pictures: readonly Blob[];
}

/** Number of frames of all chunks. */
export const framesRead = (records: readonly ChunkRecord[]): number =>
  records.reduce((sum, { timesSec }) => sum + timesSec.length, 0);

/**
 * Where detailed entries lie, by chunk: [layers, keys and values, heads, detailed, size] in the cache's element type, keys at
 * position 0. The compact entries are among them (`levels.compact`).
 */
export interface EntryStore {
  /** `entries` stays as it is. @throws AppError `memory-storage` when neither the host nor the disk takes them. */
  put(chunk: number, entries: ArrayBuffer): Promise<void>;
  /** @throws AppError `memory-damaged` when what comes back is not what was put. */
  get(chunk: number): Promise<ArrayBuffer>;
  readonly bytes: { readonly host: number; readonly disk: number };
  /** Gives all of it back, what spilled to the disk too. */
  destroy(): Promise<void>;
}

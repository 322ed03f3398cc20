// What the bench of long videos asks of the page, and what comes back.

import type { MemoryUse, ReadSettings, Shares } from "../../../src/engine/api.ts";

export interface LongBenchCalls {
  benchLong: { args: LongBenchArgs; value: LongTimes };
  benchAssembly: { args: AssemblyArgs; value: number[] };
}

export interface AssemblyArgs {
  /** Of the decoder's cache, in float32. */
  readonly entry: {
    readonly layers: number;
    readonly heads: number;
    readonly size: number;
    readonly dtype: "float32";
  };
  /** D */
  readonly width: number;
  readonly ropeTheta: number;
  /** Positions of the cache. */
  readonly capacity: number;
  readonly chunks: number;
  readonly chunkFrames: number;
  readonly tokensPerFrame: number;
  readonly shares: Shares;
  /** Chunks in detail, the ends among them. */
  readonly detailed: readonly number[];
  readonly repeats: number;
}

export interface LongBenchArgs {
  readonly seconds: number;
  /** In detail beside the first and the last. */
  readonly chunks: number;
  readonly read: Partial<ReadSettings>;
  /** Later questions; one before them pays for what is made once. */
  readonly repeats: number;
  /** True: the memory is saved and brought back. */
  readonly isReopened: boolean;
}

export interface LongTimes {
  readonly frames: number;
  readonly tokensPerFrame: number;
  readonly readMs: number;
  readonly use: MemoryUse;
  /** Of all live buffers: before the video was opened, after it was read, after the last question. */
  readonly gpuBytes: { readonly before: number; readonly read: number; readonly asked: number };
  /** Of later questions. */
  readonly asked: readonly {
    readonly firstTokenMs: number;
    /** Of it, relevance. */
    readonly scoreMs: number;
    /** Of the video in the cache, and chunks in detail, the ends among them. */
    readonly entries: number;
    readonly detailed: readonly number[];
  }[];
  readonly reopened: {
    readonly saveMs: number;
    /** Until it could be asked. */
    readonly openMs: number;
    readonly bytes: number;
    /** Whether it answered as it did before. */
    readonly isSame: boolean;
  } | null;
}

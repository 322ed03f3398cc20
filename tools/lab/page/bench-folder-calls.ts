// What the bench of an exported folder asks of the pages, ours and Transformers.js's, and what comes back.
// Milliseconds and bytes. Both pages call `labMark` when a part of the work is done, so that Node can read the clocks.

import type { AdapterFacts } from "../../../src/engine/api.ts";
import type { PixelConfig } from "../../../src/model/adapters/adapter.ts";
import type { Grid } from "../../../src/base/shape.ts";
import type { BufferUse } from "./gpu-buffers.ts";

/** One prompt for both sides, as the model's own template and tokenizer give it. */
export interface FolderPrompt {
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** The row behind the video's tokens, [D]. */
  readonly newline: readonly number[];
  readonly pixels: PixelConfig;
  /** Width and height of a frame, pixels. */
  readonly side: number;
  /** Of a frame, before and after pooling. */
  readonly features: Grid;
  readonly tokens: Grid;
}

export interface FolderLoadArgs {
  readonly id: string;
  readonly url: string;
  /** Of `COMMON_PRECISIONS`. */
  readonly precision: string;
  /** Names of the rewrites that may be applied; null: all. */
  readonly rewrites: readonly string[] | null;
  /** Of the drawn clip. */
  readonly frames: number;
}

export interface FolderLoad {
  readonly buffers: BufferUse;
  readonly adapter: AdapterFacts;
  /** "graph rewrite ×places", for each that matched. */
  readonly applied: readonly string[];
  readonly prompt: FolderPrompt;
}

export interface FolderAsk {
  /** From the picks to the first token, read back. */
  readonly firstMs: number;
  /** Of one step, the mean. */
  readonly stepMs: number;
  /** Greedy tokens, the first one included. */
  readonly ids: readonly number[];
  /** Rows of the prompt. */
  readonly positions: number;
  readonly buffers: BufferUse;
}

export interface RivalLoadArgs {
  /** Folder that holds the unpacked library, "transformers.min.js" and its runtime, by URL. */
  readonly libraryUrl: string;
  /** Folder of the model's folder, and its name there. */
  readonly modelsUrl: string;
  readonly id: string;
  readonly precision: string;
  readonly frames: number;
  readonly prompt: FolderPrompt;
}

export interface RivalAsk extends FolderAsk {
  /** Vision encoder and pooling. */
  readonly encodeMs: number;
}

/** Functions of the page by name, for `LabCalls`. */
export interface FolderBenchCalls {
  benchFolderLoad: { args: FolderLoadArgs; value: FolderLoad };
  /** Encodes the frames and keeps their tokens for the asks that follow. */
  benchFolderEncode: { args: object; value: { ms: number; buffers: BufferUse } };
  /** Scores anew and fills the cache anew. */
  benchFolderAsk: {
    args: { retention: number; steps: number };
    value: FolderAsk;
  };
  benchRivalLoad: { args: RivalLoadArgs; value: { buffers: BufferUse } };
  /** `firstMs` begins with the pixels. */
  benchRivalAsk: { args: { steps: number }; value: RivalAsk };
}

// What the bench of a downloaded model asks of the page and of its worker, and what comes back. Milliseconds and bytes.

import type { AdapterFacts } from "../../../src/engine/api.ts";

export interface FetchTimes {
  readonly ms: number;
  /** Of all files on the disk. */
  readonly bytes: number;
}

export interface LoadTimes {
  /** From the store's first call to the last graph on the GPU; the self-test is apart. */
  readonly ms: number;
  /** Null: not run. */
  readonly selfTestMs: number | null;
  /** Of all files read. */
  readonly bytes: number;
  /** The runtime's own memory, which is no JavaScript heap. It never shrinks, so this is its peak too. */
  readonly wasmBytes: number;
  readonly gpuBytes: number;
  readonly adapter: AdapterFacts;
}

/** Visual tokens of T frames, N each. */
export interface Shape {
  readonly frames: number;
  readonly tokensPerFrame: number;
}

export interface VideoTimes extends Shape {
  /** By stage, in the pipeline's order. */
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
}

export interface PrefillArgs {
  /** Null: of the video that `benchModelVideo` encoded; else random tokens of this shape. */
  readonly shape: Shape | null;
  readonly retentions: readonly number[];
  readonly repeats: number;
  /** Rounds before, which are not counted: they compile pipelines. */
  readonly warmUps: number;
}

export interface PrefillTimes {
  /** By retention, then repetition: from the question to its first token. */
  readonly prefillMs: readonly (readonly number[])[];
  /** Scores, budgets and picks, read back; by retention, then repetition. */
  readonly planMs: readonly (readonly number[])[];
  /** Tokens kept, by retention. */
  readonly kept: readonly number[];
  /** Positions that were prefilled, by retention: kept tokens, newline and text. */
  readonly positions: readonly number[];
  /** Buffers alive at the end: weights, KV cache, tokens. */
  readonly gpuBytes: number;
}

/** What the worker does; the page passes it on. */
export interface ModelWorkerCalls {
  load: {
    args: { repo: string; precision: string; isTested: boolean; files: ReadonlyMap<string, Blob> };
    value: Omit<LoadTimes, "ms"> & { endMs: number };
  };
  video: { args: { file: File; frames: number; steps: number }; value: VideoTimes };
  prefill: { args: PrefillArgs; value: PrefillTimes };
}

/** Functions of the page by name, for `LabCalls`. `repo` is that of an entry of the catalogue, `precision` one of its precisions'. */
export interface ModelBenchCalls {
  /** Starts the workers, so that a heap can be read before there is anything on it. */
  benchModelStart: { args: object; value: null };
  benchModelFetch: {
    args: { repo: string; precision: string; hubUrl: string };
    value: FetchTimes;
  };
  benchModelLoad: {
    args: { repo: string; precision: string; isTested: boolean };
    value: LoadTimes;
  };
  benchModelVideo: { args: { frames: number; steps: number }; value: VideoTimes };
  benchModelPrefill: { args: PrefillArgs; value: PrefillTimes };
}

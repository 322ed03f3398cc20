// What Node asks of the lab's page: plain data both ways.

import type { PlainError } from "../../../src/base/errors.ts";
import type { Looking } from "../../../src/base/sampling.ts";
import type {
  AdapterFacts,
  AskLongOptions,
  GraphRuntime,
  ModelInfo,
  PlanRequest,
  PositionsId,
  ReadSettings,
  Video,
} from "../../../src/engine/api.ts";
import type { BenchCalls } from "./bench-calls.ts";
import type { FolderBenchCalls } from "./bench-folder-calls.ts";
import type { LongBenchCalls } from "./bench-long-calls.ts";
import type { ModelBenchCalls } from "./bench-model-calls.ts";
import type { EvalNeedleArgs, EvalNeedleValue } from "./needle-calls.ts";

export interface LabCalls extends BenchCalls, FolderBenchCalls, LongBenchCalls, ModelBenchCalls {
  load: {
    args: { id: string; url: string; runtime: GraphRuntime };
    value: { model: ModelInfo; adapter: AdapterFacts };
  };
  ask: { args: AskArgs; value: AskValue };
  askLong: { args: AskLongArgs; value: AskLongValue };
  score: {
    args: {
      offset: number;
      dims: readonly [frames: number, tokens: number, width: number];
      request: PlanRequest;
    };
    value: ScoreValue;
  };
  evalClip: { args: EvalClipArgs; value: EvalClipValue };
  evalNeedle: { args: EvalNeedleArgs; value: EvalNeedleValue };
}

export type LabReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: PlainError };

export interface AskArgs {
  readonly questions: readonly string[];
  readonly request: PlanRequest;
  /** What is wanted otherwise than the model's own. */
  readonly looking: Looking;
  readonly maxTokens: number;
}

export interface AskTimings {
  readonly decodeMs: number;
  readonly encodeMs: number;
  readonly compressMs: number;
  readonly prefillMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** From the start of the job: the opening of the video for the first question, the call for the others. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

export interface AskedAnswer {
  readonly question: string;
  readonly answer: string;
  readonly tokens: { readonly total: number; readonly kept: number };
  /** Where the kept tokens stood. */
  readonly positions: PositionsId;
  readonly timings: AskTimings;
  readonly kvBytes: number;
  readonly videoReused: boolean;
}

export interface AskValue {
  readonly video: Video;
  readonly perFrame: readonly {
    readonly timeSec: number;
    readonly uniqueness: number;
    readonly budget: number;
  }[];
  readonly answers: readonly AskedAnswer[];
}

export interface AskLongArgs {
  readonly questions: readonly string[];
  readonly read: Partial<ReadSettings>;
  readonly ask: Pick<AskLongOptions, "chunks" | "entries" | "relevance" | "maxTokens">;
}

export interface LongAnswer {
  readonly question: string;
  readonly answer: string;
  readonly chunks: readonly {
    /** Of the chunk's first and last frame. */
    readonly fromSec: number;
    readonly toSec: number;
    readonly isDetailed: boolean;
    readonly relevance: number;
  }[];
  /** Places of the cache that hold the video. */
  readonly entries: number;
  readonly kvBytes: number;
  readonly timings: {
    readonly assembleMs: number;
    readonly prefillMs: number;
    readonly stepMs: number;
    readonly steps: number;
    readonly firstTokenMs: number;
    readonly totalMs: number;
  };
}

export interface AskLongValue {
  readonly answers: readonly LongAnswer[];
  readonly read: {
    readonly frames: number;
    readonly chunks: number;
    readonly isComplete: boolean;
    /** Of them, those that took the features of the frame before. */
    readonly reusedFrames: number;
    /** Entries of all chunks at either level. */
    readonly detailed: number;
    readonly compact: number;
    readonly gpuBytes: number;
    readonly hostBytes: number;
    readonly diskBytes: number;
    readonly encodeMs: number;
    readonly prefillMs: number;
    readonly totalMs: number;
  };
}

export interface ScoreValue {
  readonly frames: readonly {
    readonly uniqueness: number;
    readonly retention: number;
    /** Kept tokens of the frame, ascending. */
    readonly kept: readonly number[];
  }[];
  readonly kept: number;
  readonly total: number;
}

export interface EvalClipArgs {
  readonly seed: number;
  /** Ticks of the clip. */
  readonly ticks: number;
  /** Frames to look at; null: every tick. */
  readonly frames: number | null;
  readonly requests: readonly PlanRequest[];
}

export interface EvalClipValue {
  /** One list a request, in order; one entry a question, in the clip's order. */
  readonly arms: readonly {
    readonly tokens: { readonly total: number; readonly kept: number };
    readonly answers: readonly EvalAnswer[];
  }[];
}

export interface EvalAnswer {
  readonly type: string;
  readonly question: string;
  readonly wanted: string;
  readonly got: string;
}

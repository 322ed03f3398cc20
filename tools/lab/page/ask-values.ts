// What `lab ask` asks of the page, and what the page answers: plain data.

import type { Looking } from "../../../src/base/sampling.ts";
import type {
  Answer,
  AskOptions,
  AskWholeOptions,
  Divergence,
  EncodeSettings,
  FramesVideo,
  PlanRequest,
  PositionsId,
  Quality,
  ReadSettings,
} from "../../../src/engine/api.ts";

/** Some frames of the video. */
export interface AskFramesArgs {
  readonly kind: "frames";
  readonly request: PlanRequest;
  /** What is wanted otherwise than the model's own. */
  readonly looking: Looking;
  /** What of the frames is encoded; undefined for the engine's own choice. */
  readonly encode: EncodeSettings | undefined;
  /** Whether each answer is compared with the one from all tokens, and the kept tokens with all. */
  readonly isAgainstAll: boolean;
  /** Whether the frames are drawn with their scores, as a figure. */
  readonly isDrawn: boolean;
}

/** All of it, chunk by chunk. */
export interface AskWholeArgs {
  readonly kind: "whole";
  readonly read: Partial<ReadSettings>;
  readonly ask: Pick<AskWholeOptions, "chunks" | "entries" | "relevance">;
}

/** How each answer is made. */
export type AnswerChoices = Omit<AskOptions, "signal" | "ignoreEnd">;

export interface AskArgs {
  readonly questions: readonly string[];
  readonly answer: AnswerChoices;
  readonly way: AskFramesArgs | AskWholeArgs;
}

export interface AskedAnswer {
  readonly question: string;
  readonly answer: string;
  /** Of the choices; null without any. */
  readonly likelihoods: Answer["likelihoods"];
  readonly kvBytes: number;
}

export interface AnswerTimings {
  readonly prefillMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** For the first question about frames from the opening of the video, else from the call. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

export interface AskedOfFrames extends AskedAnswer {
  readonly tokens: { readonly total: number; readonly kept: number };
  /** The share of the tokens that a layer has on average; where methods drop tokens inside, more than `tokens` says. */
  readonly averageRetention: number;
  /** How many tokens are left from which layer on; empty for methods before the language model. */
  readonly layers: readonly { readonly layer: number; readonly tokens: number }[];
  /** Where the kept tokens stood. */
  readonly positions: PositionsId;
  readonly timings: AnswerTimings & {
    /** The part of the prefill that each question makes anew behind the first cut; 0 for methods before the language model. */
    readonly remadeMs: number;
    readonly decodeMs: number;
    readonly encodeMs: number;
    readonly compressMs: number;
  };
  readonly videoReused: boolean;
}

export interface AskedOfWhole extends AskedAnswer {
  readonly chunks: readonly {
    /** Times of the chunk's first and last frame. */
    readonly fromSec: number;
    readonly toSec: number;
    readonly isDetailed: boolean;
    readonly relevance: number;
  }[];
  /** Places of the cache that hold the video. */
  readonly entries: number;
  readonly timings: AnswerTimings & { readonly assembleMs: number };
}

export interface FramesValue {
  readonly kind: "frames";
  readonly video: FramesVideo;
  readonly perFrame: readonly {
    readonly timeSec: number;
    readonly uniqueness: number;
    readonly budget: number;
  }[];
  readonly answers: readonly AskedOfFrames[];
  /** Null unless it was asked for. */
  readonly againstAll: AgainstAll | null;
  /** The frames with their scores as SVG; null unless it was asked for. */
  readonly figure: string | null;
}

/** What a plan loses against all tokens. */
export interface AgainstAll {
  /** How well the kept tokens stand for all; null for methods that choose them when a question is asked. */
  readonly quality: Quality | null;
  /** By question: the answer from all tokens, and how far the plan's model is from it along its tokens. */
  readonly answers: readonly { readonly answer: string; readonly divergence: Divergence | null }[];
}

export interface WholeValue {
  readonly kind: "whole";
  readonly answers: readonly AskedOfWhole[];
  readonly read: {
    readonly frames: number;
    readonly chunks: number;
    readonly isComplete: boolean;
    /** Frames that took the features of the frame before. */
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

export type AskValue = FramesValue | WholeValue;

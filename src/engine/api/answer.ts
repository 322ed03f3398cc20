// A question's options, and what its answer reports.

import type { PlanRequest, PositionsId } from "../../compression/request.ts";
import type { ChoiceLikelihood } from "../../language/choose.ts";
import type { SamplingOptions } from "../../language/sampling.ts";
import type { RelevanceId } from "../../memory/choices.ts";
import type { StageSpan } from "../../pipeline/stages.ts";
import type { Plan } from "../plan.ts";

/** What can be chosen for any question. */
export interface AskOptions extends SamplingOptions {
  /** The most tokens that an answer has. Default 64. */
  readonly maxTokens?: number;
  /**
   * Strings of which the likeliest is the answer, at least one and none twice. The report's `likelihoods` say how likely each
   * is. Then `maxTokens`, `ignoreEnd` and the options of sampling change nothing. Default: the answer is free.
   */
  readonly choices?: readonly string[];
  /** Default 0. The same seed gives the same answer. */
  readonly seed?: number;
  /** Goes on after an end token: exactly `maxTokens` tokens, for timing. */
  readonly ignoreEnd?: boolean;
  /** Stops after the current step; what was said stays. */
  readonly signal?: AbortSignal;
}

/** What can be chosen for a question about frames. */
export interface AskFramesOptions extends AskOptions {
  /** Which tokens the model is given. Default: all. */
  readonly plan?: PlanRequest;
  /** Keeps the first token's distribution on the GPU under this name, for `compareWith` of a later question. */
  readonly keepDistribution?: string;
  /** Reports KL(named ‖ this) of the first token's distribution. */
  readonly compareWith?: string;
}

/** What can be chosen for a question about a whole video. */
export interface AskWholeOptions extends AskOptions {
  /** Chunks in detail beside the first and the last. Default 3. */
  readonly chunks?: number;
  /** The most entries of the video in the cache; as many chunks as fit, at most `chunks` if that is given too. */
  readonly entries?: number;
  /** What chooses the chunks. Default "attention". */
  readonly relevance?: RelevanceId;
  /** By chunk: true shows it in detail, false never. */
  readonly forced?: readonly (readonly [chunk: number, isDetailed: boolean])[];
  /** Called once, before the first piece of text. */
  readonly onChoice?: (choice: ChunkChoice) => void;
}

/** What a question was given of a whole video. */
export interface ChunkChoice {
  readonly chunks: readonly {
    readonly timesSec: readonly number[];
    readonly isDetailed: boolean;
    /** Of its most relevant frame, in standard deviations from the mean of all frames; higher = sooner in detail. */
    readonly relevance: number;
    /** The same of each of its frames. */
    readonly frames: readonly number[];
  }[];
  /** Number of the cache's entries that are of the video. */
  readonly entries: number;
}

interface AnyAnswer {
  readonly text: string;
  readonly stop: "end" | "length" | "stopped";
  /** How likely each of `choices` is, in their order; null without `choices`, or when the signal came first. */
  readonly likelihoods: readonly ChoiceLikelihood[] | null;
  readonly tokens: {
    /** Of the frames that were encoded or read. */
    readonly total: number;
    /** Of them, those that the model was given for this answer. */
    readonly kept: number;
    /** Of the whole prompt: what was kept, and the text around it. */
    readonly prompt: number;
  };
  /** KV-cache bytes of the whole sequence at its end. */
  readonly kvBytes: number;
  /** From the call of `ask` to the first token. */
  readonly firstTokenMs: number;
  readonly prefillMs: number;
  readonly stepMs: number;
  /** Steps after the prefill. */
  readonly steps: number;
  readonly totalMs: number;
  readonly spans: readonly StageSpan[];
}

export interface FramesAnswer extends AnyAnswer {
  readonly kind: "frames";
  readonly plan: Plan;
  /** Where the kept tokens stood. With all tokens both are the same. */
  readonly positions: PositionsId;
  /** True when the video's part of the KV cache was reused. */
  readonly videoReused: boolean;
  /** KL divergence in nats, when `compareWith` was given; else null. */
  readonly kl: number | null;
}

export interface WholeAnswer extends AnyAnswer {
  readonly kind: "whole";
  readonly choice: ChunkChoice;
}

export type Answer = FramesAnswer | WholeAnswer;

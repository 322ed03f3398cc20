// A question's options, and what its answer reports.

import type { Cue } from "../../base/subtitles/parse.ts";
import type { QuestionScope } from "../../memory/recall/question-scope.ts";
import type { TimeRange } from "../../base/time-range.ts";
import type { PlanRequest, PositionsId } from "../../compression/request.ts";
import type { Divergence } from "../../language/reference-answer.ts";
import type { ChoiceLikelihood } from "../../language/choose.ts";
import type { ClosestCall } from "../../language/generate.ts";
import type { EarlierTurn } from "../../language/prompt.ts";
import type { Survivors } from "../../language/prefill-inside.ts";
import type { SamplingOptions } from "../../language/sampling.ts";
import type { RelevanceId } from "../../memory/choices.ts";
import type { StageSpan } from "../../pipeline/stages.ts";
import type { Plan } from "./plan.ts";

/** The choices that any question has. */
export interface AskOptions extends SamplingOptions {
  /** The most tokens that an answer has, at least 1. Default 64. */
  readonly maxTokens?: number;
  /**
   * The tokens that the answer has already, `ids` of a report that was cut off or stopped: it goes on behind them, as it would
   * have in one go, and `maxTokens` counts them too. The pieces follow the text that they make certain; the report has the
   * whole answer. Not with `choices`, `keepReference` and `compareWith`. Default: none.
   */
  readonly begun?: readonly number[];
  /**
   * Strings of which the likeliest is the answer, at least one and none twice. The report's `likelihoods` say how likely each
   * is. Then `maxTokens`, `ignoreEnd` and the options of sampling change nothing. Default: the answer is free.
   */
  readonly choices?: readonly string[];
  /**
   * The turns before, in their order, which the model sees behind the video. Where it has no room for all, the first ones are
   * left out; the report's `turnsSeen` says how many it saw. Their keys and values are used again where they are still in
   * the cache, behind the same tokens of the video. For a model whose template takes no turns (`ModelInfo.takesTurns`) the question fails. Default: none.
   */
  readonly earlier?: readonly EarlierTurn[];
  /** A whole number from which tokens, and chunks at random, are drawn: the same gives the same answer. Default 0. */
  readonly seed?: number;
  /** Whether the answer goes on after an end token, to exactly `maxTokens` tokens, for timing. Default false. */
  readonly ignoreEnd?: boolean;
  /** A signal that stops the answer after the current step; what was said stays, and the report's `stop` is "stopped". */
  readonly signal?: AbortSignal;
}

/** The choices of a question about frames. */
export interface AskFramesOptions extends AskOptions {
  /** The request that says which tokens the model is given. Default: `ALL_TOKENS`. */
  readonly plan?: PlanRequest;
  /**
   * A name under which the answer stays as a reference, for `compareWith` of later questions: its tokens, and on the GPU
   * the distribution before each, four bytes for each token of the vocabulary. Another answer of that name, another model
   * and `forgetReference` free it; an answer that is stopped leaves none. Not with `choices`. Default: none.
   */
  readonly keepReference?: string;
  /**
   * The name of a reference: when the answer has been given, the model is also given the reference's tokens, one step each,
   * and the report's `divergence` says how far its distributions are from the reference's. No time of the report counts
   * this. Not with `choices`. Default: none.
   */
  readonly compareWith?: string;
}

/** The choices of a question about a whole video. */
export interface AskWholeOptions extends AskOptions {
  /** The number of chunks that are shown in detail beside the first and the last. Default 3; with `entries`, as many as fit. */
  readonly chunks?: number;
  /** The most entries of the video in the cache. Default: as many as the context has room for. */
  readonly entries?: number;
  /** The measure that chooses the chunks. Default "combined". */
  readonly relevance?: RelevanceId;
  /**
   * Whether a question that looks for a few moments is given these alone: chunks that have at least twice the attention of the next
   * one, at most twice `chunks`, in detail, and nothing of the others. Only with the relevance "newest", or with "combined" where it is
   * about the order of things ("what comes first?") and so needs all that rise above the rest, or counts nothing and the compact set has
   * less than one entry for two frames; and where neither the question names a part nor chunks are forced. Default true.
   */
  readonly focus?: boolean;
  /** Chunks by their index that are shown in detail whatever the measure says, or never. Default: none. */
  readonly forced?: readonly (readonly [chunk: number, isDetailed: boolean])[];
  /** Whether the model is given nothing but the chunks that are forced in detail, where it has room for them. Default false. */
  readonly onlyForced?: boolean;
  /**
   * The part of the video to look at: chunks without a frame in it are not shown at all. Default: all; of a source that runs, where
   * the question is about now ("what just happened?"), the last minute.
   */
  readonly range?: TimeRange;
  /** Whether what has come of a live source since its last chunk is read before the answer. Default true. */
  readonly catchesUp?: boolean;
  /**
   * What is said in the video. The model is given the lines that are said in the chunks in detail before the question, which
   * alone chooses the chunks. Where it has no room for all, those of the least relevant chunks are left out. Default: nothing.
   */
  readonly subtitles?: readonly Cue[];
  /** A function that is called once, before the first piece of text, with the lines that the model is given. */
  readonly onSubtitles?: (lines: readonly string[]) => void;
  /** A function that is called once, before the first piece of text, with the chunks that were chosen. */
  readonly onChoice?: (choice: ChunkChoice) => void;
}

/** The part of a whole video that a question was given. */
export interface ChunkChoice {
  /** All chunks that were read when the question was asked, in time order. */
  readonly chunks: readonly {
    /** The times of the chunk's frames, seconds, ascending. */
    readonly timesSec: readonly number[];
    /** Whether the model was given the chunk's detailed entries; it was given the compact ones otherwise. */
    readonly isDetailed: boolean;
    /** Whether the model was given neither, because the question is about another part; absent where it was given one of them. */
    readonly isUnseen?: true;
    /** The relevance of its most relevant frame, in standard deviations from the mean of all frames; higher = sooner in detail. */
    readonly relevance: number;
    /** The relevance of each of its frames, in the same unit; 0 where the measure does not look at frames. */
    readonly frames: readonly number[];
  }[];
  /** The number of the cache's entries that are of the video. */
  readonly entries: number;
  /**
   * The part of the video that the question names, such as "after 2:10", "the last minute", "now", or all of it, as in "what is this
   * about?". Its chunks were taken before more relevant ones. Absent where the question names none, or `relevance` ignores it.
   */
  readonly named?: QuestionScope;
}

interface AnyAnswer {
  /** The whole answer: all pieces joined, behind the text of `begun`. */
  readonly text: string;
  /** The tokens of the whole answer, its end token included; none with `choices`. */
  readonly ids: readonly number[];
  /**
   * Why the answer ended. "end": the model ended it, a stop string came, or it is one of the choices; "length": it has
   * `maxTokens`, or the context is full; "stopped": by the signal.
   */
  readonly stop: "end" | "length" | "stopped";
  /** The likelihood of each of `choices`, in their order; null without `choices`, or when the signal came first. */
  readonly likelihoods: readonly ChoiceLikelihood[] | null;
  /**
   * Where another answer was nearest, among the first 8 tokens; null for a drawn answer, with `choices`, with `begun`, and when
   * the signal came first.
   */
  readonly closest: ClosestCall | null;
  /** Numbers of tokens. */
  readonly tokens: {
    /** The visual tokens of all frames that were encoded or read. */
    readonly total: number;
    /** The visual tokens that the model was given for this answer. */
    readonly kept: number;
    /** The tokens of the whole prompt: the visual ones that were kept, and the text around them. */
    readonly prompt: number;
  };
  /** The bytes of the KV cache that the whole sequence took at its end. */
  readonly kvBytes: number;
  /** The time from the call of `ask` to the first token, milliseconds. */
  readonly firstTokenMs: number;
  /** The time of the prefill, its last logits included, milliseconds. */
  readonly prefillMs: number;
  /** The time of all steps together, milliseconds. */
  readonly stepMs: number;
  /** The number of steps after the first token; those of `begun` do not count. */
  readonly steps: number;
  /** The time from the call of `ask` to the report, milliseconds. */
  readonly totalMs: number;
  /** How many of the `earlier` turns the model saw, the last ones. */
  readonly turnsSeen: number;
  /** How many tokens of the text behind the video were in the KV cache from the turn before. */
  readonly textReused: number;
  /** The times of the stages, for a waterfall. */
  readonly spans: readonly StageSpan[];
}

/** The report of an answer about frames. */
export interface FramesAnswer extends AnyAnswer {
  /** The way in which the video is looked at. */
  readonly kind: "frames";
  /** The plan by which tokens were kept. */
  readonly plan: Plan;
  /**
   * What a method inside the decoder has left of the tokens behind each of its cuts, or what the last step that chose looked at
   * for DyCoke's second stage; empty for other methods.
   */
  readonly survivors: readonly Survivors[];
  /** Where the kept tokens stood. With all tokens both are the same. */
  readonly positions: PositionsId;
  /** Whether the video's part of the KV cache was there from the question before, or from `prefill`. */
  readonly videoReused: boolean;
  /**
   * How long `prefill` worked on the video's part before this question came, milliseconds; none where an earlier question has used
   * that part, or nothing was made ahead.
   */
  readonly aheadMs?: number | undefined;
  /** How far the answer's model is from the reference of `compareWith`; null without it, and when the signal came first. */
  readonly divergence: Divergence | null;
}

/** The report of an answer about a whole video. */
export interface WholeAnswer extends AnyAnswer {
  /** The way in which the video is looked at. */
  readonly kind: "whole";
  /** The chunks that the model was given. */
  readonly choice: ChunkChoice;
}

/** The report of an answer about a video in either way; `kind` tells them apart. */
export type Answer = FramesAnswer | WholeAnswer;

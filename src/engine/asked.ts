// What every question has, whatever it is asked about: when it was asked, how it is answered, and its report.

import { stageMs } from "../base/span.ts";
import { AppError } from "../base/errors.ts";
import { completeSampling } from "../language/sampling.ts";
import type { TextConfig } from "../model/adapters/adapter.ts";
import type { AnswerOptions } from "../pipeline/generate-answer.ts";
import type { StageSpan } from "../pipeline/stages.ts";
import type { AskOptions, FramesAnswer } from "./api.ts";
import { seededRandom } from "./random.ts";

export interface Asked {
  readonly signal: AbortSignal;
  /** When the call was made, on the worker's clock. */
  readonly askedMs: number;
  readonly onPiece: (text: string) => void;
}

const MAX_TOKENS = 64;

/** Completes the options of a call to a model for the pipeline. @throws AppError `sampling-invalid`, `begun-invalid`. */
export function answerOptions(
  options: AskOptions,
  { signal }: Pick<Asked, "signal">,
  { vocabulary, endTokenIds }: Pick<TextConfig, "vocabulary" | "endTokenIds">,
): AnswerOptions {
  const { begun = [], choices, ignoreEnd = false } = options;
  if (begun.length > 0 && choices !== undefined) throw cannotGoOn("is one of some choices");
  if (!begun.every((id) => Number.isSafeInteger(id) && id >= 0 && id < vocabulary))
    throw cannotGoOn("has a token that the model does not know");
  if (!ignoreEnd && begun.some((id) => endTokenIds.includes(id)))
    throw cannotGoOn("was ended by the model");
  return {
    maxTokens: Math.max(1, options.maxTokens ?? MAX_TOKENS),
    begun,
    sampling: completeSampling(options),
    random: seededRandom(options.seed ?? 0),
    choices,
    ignoreEnd,
    signal,
  };
}

export const cannotGoOn = (why: string): AppError =>
  new AppError(
    "begun-invalid",
    `The answer cannot go on, because it ${why}.`,
    "Give the ids of a report whose answer was cut off or stopped, or leave begun out.",
  );

interface Answered {
  readonly text: string;
  readonly ids: readonly number[];
  readonly stop: FramesAnswer["stop"];
  readonly steps: number;
  readonly likelihoods: FramesAnswer["likelihoods"];
  readonly closest: FramesAnswer["closest"];
  /** The bytes of the rows in the cache at the end. */
  readonly kvBytes: number;
  readonly endMs: number;
  readonly spans: readonly StageSpan[];
}

/** Makes the part of the report that all answers have. */
export function reported(
  { text, ids, stop, steps, likelihoods, closest, kvBytes, endMs, spans }: Answered,
  { askedMs }: Asked,
) {
  const firstToken = spans.find(({ stage }) => stage === "prefill");
  return {
    text,
    ids,
    stop,
    steps,
    likelihoods,
    closest,
    kvBytes,
    firstTokenMs: (firstToken?.endMs ?? askedMs) - askedMs,
    prefillMs: stageMs(spans, "prefill"),
    stepMs: stageMs(spans, "step"),
    totalMs: endMs - askedMs,
    spans,
  };
}

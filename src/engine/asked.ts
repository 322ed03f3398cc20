// What every question has, whatever it is asked about: when it was asked, how it is answered, and its report.

import { stageMs } from "../base/span.ts";
import { completeSampling } from "../language/sampling.ts";
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

/** Completes the options of a call for the pipeline. @throws AppError `sampling-invalid`. */
export const answerOptions = (options: AskOptions, { signal }: Asked): AnswerOptions => ({
  maxTokens: Math.max(1, options.maxTokens ?? MAX_TOKENS),
  sampling: completeSampling(options),
  random: seededRandom(options.seed ?? 0),
  choices: options.choices,
  ignoreEnd: options.ignoreEnd,
  signal,
});

interface Answered {
  readonly text: string;
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
  { text, stop, steps, likelihoods, closest, kvBytes, endMs, spans }: Answered,
  { askedMs }: Asked,
) {
  const firstToken = spans.find(({ stage }) => stage === "prefill");
  return {
    text,
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

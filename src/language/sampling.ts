// How tokens are drawn and where an answer ends. The options are checked once, before anything runs.

import { AppError } from "../base/errors.ts";

/**
 * How the tokens of an answer are drawn, and where it ends. The steps follow each other as in Hugging Face's `generate`:
 * repetition penalty, temperature, top-k, top-p, min-p. Tokens that tie with the last one of top-k or top-p are drawn too.
 */
export interface SamplingOptions {
  /**
   * What logits are divided by, at least 0. Default 0: the likeliest token is taken each time, so `topK`, `topP` and `minP`
   * change nothing.
   */
  readonly temperature?: number;
  /** The number of likeliest tokens that can be drawn, a whole number. Default 0, which means all. */
  readonly topK?: number;
  /** The share of the probability, above 0, that the likeliest tokens that can be drawn hold. Default 1, which means all. */
  readonly topP?: number;
  /** The least probability that a token needs, as a share of the likeliest token's, from 0 to 1. Default 0. */
  readonly minP?: number;
  /**
   * The penalty that makes tokens of the prompt's text and of the answer so far less likely, when it is above 1: positive
   * logits are divided by it, others multiplied. It also applies without drawing. Default 1, which changes nothing.
   */
  readonly repetitionPenalty?: number;
  /** A string, or several; the answer ends before the first that occurs. Default: none. */
  readonly stop?: string | readonly string[];
}

/** `SamplingOptions` with nothing left open. */
export interface Sampling extends Required<SamplingOptions> {
  readonly stop: readonly string[];
}

/** The default: the likeliest token each time, until the model ends the answer. */
export const GREEDY: Sampling = {
  temperature: 0,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
  stop: [],
};

/** Fills in what is left open from `GREEDY`. @throws AppError `sampling-invalid`; options also come from scripts. */
export function completeSampling(options: SamplingOptions): Sampling {
  const {
    temperature = GREEDY.temperature,
    topK = GREEDY.topK,
    topP = GREEDY.topP,
    minP = GREEDY.minP,
    repetitionPenalty = GREEDY.repetitionPenalty,
  } = options;
  const stop = typeof options.stop === "string" ? [options.stop] : (options.stop ?? GREEDY.stop);
  check("temperature", temperature, temperature >= 0, "at least 0", 0.7);
  check("topK", topK, Number.isSafeInteger(topK) && topK >= 0, "a whole number, at least 0", 50);
  check("topP", topP, topP > 0 && topP <= 1, "above 0 and at most 1", 0.9);
  check("minP", minP, minP >= 0 && minP <= 1, "from 0 to 1", 0.05);
  check("repetitionPenalty", repetitionPenalty, repetitionPenalty > 0, "above 0", 1.1);
  for (const string of stop) {
    if (typeof string === "string" && string !== "") continue;
    throw new AppError(
      "sampling-invalid",
      `${JSON.stringify(string)} cannot end an answer.`,
      'Leave it out of stop, or give a string such as "\\n".',
    );
  }
  return { temperature, topK, topP, minP, repetitionPenalty, stop };
}

function check(name: string, got: number, isRight: boolean, wanted: string, example: number): void {
  if (isRight && Number.isFinite(got)) return;
  const shown = typeof got === "string" ? JSON.stringify(got) : String(got);
  throw new AppError(
    "sampling-invalid",
    `The sampling option ${name} is ${shown}; it must be ${wanted}.`,
    `Give a number such as ${example}, or leave it out.`,
  );
}

// How an answer is made of what the model says: --max-tokens, --temperature and what follows it, --stop, --choices.

import type { Answer } from "../../../src/engine/api.ts";
import type { AnswerChoices } from "../page/ask-values.ts";
import { number, or, RETENTION, text, texts, type Values, whole } from "./options.ts";

export const ANSWER = {
  "max-tokens": or(number(whole(1, 4096)), 64),
  temperature: number({ low: 0, high: 100 }),
  "top-k": number(whole(0, 1_000_000)),
  "top-p": number(RETENTION),
  "min-p": number({ low: 0, high: 1 }),
  "repetition-penalty": number({ low: 0, high: 100, isLowOut: true }),
  "draw-seed": number(whole(0, 2 ** 32 - 1)),
  stop: texts,
  choices: text,
};

export const ANSWER_HELP = `  --max-tokens N         longest answer, 1 to 4096 (default 64)
  --temperature T        above 0 draws tokens instead of taking the likeliest (default 0); then, in this order:
    --top-k N            of the N likeliest tokens alone (default 0: of all)
    --top-p P            of the likeliest that hold this share of the probability, above 0, at most 1 (default 1)
    --min-p P            of those at least this likely, as a share of the likeliest's probability (default 0)
    --draw-seed N        the same number draws the same answer (default 0)
  --repetition-penalty X above 1 makes what was said or asked less likely (default 1)
  --stop TEXT            ends the answer before this text; give it several times for several
  --choices "A|B|C"      the answer is the likeliest of these; each is shown with its log-likelihood
`;

/** Rows of a table: each choice with its log-likelihood and its probability among all. None for a free answer. */
export const likelihoodRows = (
  likelihoods: Answer["likelihoods"],
): (readonly [name: string, value: string])[] =>
  (likelihoods ?? []).map(({ text: choice, logLikelihood, probability }) => [
    `"${choice}"`,
    `${logLikelihood.toFixed(3)} (${(100 * probability).toFixed(1)} %)`,
  ]);

/** `ANSWER` as the engine takes it; what was not given stays out. */
export function answerChoices(given: Values<typeof ANSWER>): AnswerChoices {
  const { temperature, stop, choices } = given;
  const [topK, topP, minP] = [given["top-k"], given["top-p"], given["min-p"]];
  const [repetitionPenalty, seed] = [given["repetition-penalty"], given["draw-seed"]];
  return {
    maxTokens: given["max-tokens"],
    ...(temperature !== undefined && { temperature }),
    ...(topK !== undefined && { topK }),
    ...(topP !== undefined && { topP }),
    ...(minP !== undefined && { minP }),
    ...(repetitionPenalty !== undefined && { repetitionPenalty }),
    ...(seed !== undefined && { seed }),
    ...(stop.length > 0 && { stop }),
    ...(choices !== undefined && { choices: choices.split("|") }),
  };
}

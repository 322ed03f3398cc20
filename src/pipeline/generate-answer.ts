// Logits of a prompt's last position → an answer, with the time of each token. The end of every kind of question.

import type { Tensor } from "../gpu/tensor.ts";
import { tokenizeChoices, type Choice } from "../language/choices.ts";
import { choose, type ChoiceLikelihood } from "../language/choose.ts";
import { answerLead } from "../language/prompt.ts";
import type { Sampling } from "../language/sampling.ts";
import { freeAnswer, type ComparedOptions, type FreeAnswer } from "./free-answer.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { StageSpan } from "./stages.ts";

export interface AnswerOptions extends ComparedOptions {
  /** The most tokens of the answer, those of `begun` included. */
  readonly maxTokens: number;
  /** The tokens that the answer has already; none with `choices`. Default: none. */
  readonly begun?: readonly number[] | undefined;
  readonly sampling: Sampling;
  readonly random: () => number;
  /** Strings of which the likeliest is the answer; then tokens are neither drawn nor counted. */
  readonly choices?: readonly string[] | undefined;
  readonly ignoreEnd?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Sees the first token's logits, [V], before they are gone. */
  readonly onFirstLogits?: ((logits: Tensor) => Promise<void>) | undefined;
}

export interface Prefilled {
  /** Destroyed here. */
  readonly logits: Tensor;
  /** Tokens that the answer may have at most. */
  readonly maxTokens: number;
  /** When the prefill began, and how many positions it had. */
  readonly startMs: number;
  readonly positions: number;
  /** Ids of the prompt's text. */
  readonly promptIds: readonly number[];
  /** Null: the answer is free. */
  readonly choices: readonly Choice[] | null;
  /** When the part of the prefill began that each question makes anew, and its rows. Default: null, for none. */
  readonly remade?: Remade | null;
  /** What came before. */
  readonly spans: readonly StageSpan[];
}

/** The part of a prefill that a method inside the decoder makes anew for each question. */
export interface Remade {
  readonly startMs: number;
  /** The rows behind the first cut. */
  readonly rows: number;
}

export interface GeneratedAnswer extends FreeAnswer {
  /** The likelihoods of the choices, in their order; null where the answer was free or was stopped. */
  readonly likelihoods: readonly ChoiceLikelihood[] | null;
  readonly spans: readonly StageSpan[];
}

/** Room that is kept for an answer, whatever `maxTokens` says. */
export const SHORTEST_ANSWER = 16;

/** The choices as tokens, and how many rows of the cache an answer needs at least. @throws AppError `choices-invalid`. */
export function readChoices(
  { chatTemplate, tokenizer, config }: LoadedModel,
  {
    choices: texts,
    compareWith,
    begun = [],
  }: Pick<AnswerOptions, "choices" | "compareWith" | "begun">,
): { readonly choices: readonly Choice[] | null; readonly rows: number } {
  if (texts === undefined) {
    const rows = Math.max(SHORTEST_ANSWER, compareWith?.ids.length ?? 0, begun.length + 1);
    return { choices: null, rows };
  }
  const lead = answerLead(chatTemplate, tokenizer, config.videoToken);
  const choices = tokenizeChoices(tokenizer, lead, texts);
  return { choices, rows: Math.max(SHORTEST_ANSWER, ...choices.map(({ ids }) => ids.length)) };
}

/** Yields pieces of the answer. @throws AppError `model-numbers`, `graph-run`. */
export async function* generateAnswer(
  model: LoadedModel,
  {
    logits,
    maxTokens,
    startMs,
    positions,
    promptIds,
    choices,
    remade = null,
    ...before
  }: Prefilled,
  options: AnswerOptions,
): AsyncGenerator<string, GeneratedAnswer> {
  const { decoder, sampler, config } = model;
  try {
    await options.onFirstLogits?.(logits);
  } catch (thrown) {
    logits.destroy(); // `generate` would have, had it been reached
    throw thrown;
  }
  let lastTokenMs = startMs;
  const spans = [...before.spans];
  const common = {
    logits,
    endTokenIds: config.text.endTokenIds,
    onToken(index: number) {
      const nowMs = performance.now();
      // The first token is what ends the prefill: until it is read back, the GPU may still be at work.
      spans.push({
        stage: index === 0 ? "prefill" : "step",
        startMs: lastTokenMs,
        endMs: nowMs,
        items: index === 0 ? positions : 1,
      });
      if (index === 0 && remade !== null) {
        spans.push({ stage: "remade", startMs: remade.startMs, endMs: nowMs, items: remade.rows });
      }
      lastTokenMs = nowMs;
    },
  };
  if (choices === null) {
    const free = { ...options, ...common, maxTokens, promptIds };
    return { ...(yield* freeAnswer(model, free)), likelihoods: null, spans };
  }
  const chosen = await choose(decoder, sampler, { ...common, choices, signal: options.signal });
  if (chosen.text !== "") yield chosen.text;
  const end = { kvBytes: decoder.cache.heldBytes, endMs: performance.now() };
  return { ...chosen, ...end, ids: [], closest: null, spans, reference: null, divergence: null };
}

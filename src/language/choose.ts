// Finds the likeliest of some strings after a prompt. The model gets each token by token, as if it had said it itself, and
// the cache returns to the end of the prompt before the next string.

import type { Tensor } from "../gpu/tensor.ts";
import type { Choice } from "./choices.ts";
import { forwardTokens, type Decoder } from "./decoder.ts";
import type { Sampler } from "./sampler.ts";

export interface ChooseOptions {
  /** The logits of the prompt's last position, [V], which are destroyed here. */
  readonly logits: Tensor;
  /** The choices, at least one. */
  readonly choices: readonly Choice[];
  readonly endTokenIds: readonly number[];
  readonly signal?: AbortSignal | undefined;
  /** A function that is called when the logits of a run are known; 0 is the prompt's. */
  readonly onToken?: (index: number) => void;
}

/** How likely a choice is as the answer. */
export interface ChoiceLikelihood {
  /** The choice. */
  readonly text: string;
  /**
   * The natural logarithm of the probability that an answer drawn at temperature 1 has exactly these tokens and then ends: the
   * sum over its tokens, plus that of all end tokens together after them.
   */
  readonly logLikelihood: number;
  /** Its share of the likelihoods of all choices, from 0 to 1. */
  readonly probability: number;
}

export interface Chosen {
  /** The likeliest choice, the first of several equal ones; empty when the signal came before all were weighed. */
  readonly text: string;
  readonly stop: "end" | "stopped";
  /** The number of runs of the decoder after the prefill, one for each token of a choice. */
  readonly steps: number;
  /** The likelihoods in the order of the choices; null when the signal came before all were weighed. */
  readonly likelihoods: readonly ChoiceLikelihood[] | null;
}

/** Weighs all choices. @throws AppError `model-numbers`, `graph-run`, `gpu-memory`. */
export async function choose(
  decoder: Decoder,
  sampler: Sampler,
  { logits, choices, endTokenIds, signal, onToken }: ChooseOptions,
): Promise<Chosen> {
  const branch = decoder.cache.branch();
  let steps = 0;
  const logLikelihoods: number[] = [];
  /** Appends `id` to the cache, and returns the logarithm of the probability that one of `ids` follows. */
  const after = async (id: number, ids: readonly number[]): Promise<number> => {
    const next = await forwardTokens(decoder, [id]);
    steps++;
    return sampler
      .logProbabilities(next, ids)
      .then(logSum)
      .finally(() => next.destroy());
  };
  try {
    const firstIds = choices.map(({ ids: [first = 0] }) => first);
    const firsts = await sampler.logProbabilities(logits, firstIds);
    onToken?.(0);
    for (const [i, { ids }] of choices.entries()) {
      branch.rollBack();
      let sum = firsts[i] ?? 0;
      for (const [at, id] of ids.entries()) {
        if (signal?.aborted) return { text: "", stop: "stopped", steps, likelihoods: null };
        const next = ids[at + 1];
        const wanted = next === undefined ? endTokenIds : [next];
        if (wanted.length === 0) break; // the model names no end token
        sum += await after(id, wanted);
        onToken?.(steps);
      }
      logLikelihoods.push(sum);
    }
  } finally {
    branch.end();
    logits.destroy();
  }
  const all = logSum(logLikelihoods);
  const likelihoods = choices.map(({ text }, i): ChoiceLikelihood => {
    const logLikelihood = logLikelihoods[i] ?? -Infinity;
    return { text, logLikelihood, probability: Math.exp(logLikelihood - all) };
  });
  const best = likelihoods.reduce((a, b) => (b.logLikelihood > a.logLikelihood ? b : a));
  return { text: best.text, stop: "end", steps, likelihoods };
}

/** Returns log Σ exp(value) without overflow. */
function logSum(values: readonly number[]): number {
  const highest = Math.max(...values);
  return highest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - highest), 0));
}

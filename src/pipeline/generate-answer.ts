// Logits of a prompt's last position → an answer, with the time of each token. The end of every kind of question.

import type { Tensor } from "../gpu/tensor.ts";
import { generate, type Generated } from "../language/generate.ts";
import type { Sampling } from "../language/sampling.ts";
import type { LoadedModel } from "./loaded-model.ts";
import type { StageSpan } from "./stages.ts";

export interface AnswerOptions {
  readonly maxTokens: number;
  readonly sampling: Sampling;
  readonly random: () => number;
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
  /** What came before. */
  readonly spans: readonly StageSpan[];
}

/** Room that is kept for an answer, whatever `maxTokens` says. */
export const SHORTEST_ANSWER = 16;

/** Yields pieces of the answer. @throws AppError `model-numbers`, `graph-run`. */
export async function* generateAnswer(
  { decoder, sampler, tokenizer, config }: LoadedModel,
  { logits, maxTokens, startMs, positions, promptIds, ...before }: Prefilled,
  options: AnswerOptions,
): AsyncGenerator<string, Generated & { readonly spans: readonly StageSpan[] }> {
  try {
    await options.onFirstLogits?.(logits);
  } catch (thrown) {
    logits.destroy(); // `generate` would have, had it been reached
    throw thrown;
  }
  let lastTokenMs = startMs;
  const spans = [...before.spans];
  const result = yield* generate(decoder, sampler, tokenizer, {
    ...options,
    logits,
    maxTokens,
    promptIds,
    endTokenIds: config.text.endTokenIds,
    onToken(index) {
      const nowMs = performance.now();
      // The first token is what ends the prefill: until it is read back, the GPU may still be at work.
      spans.push({
        stage: index === 0 ? "prefill" : "step",
        startMs: lastTokenMs,
        endMs: nowMs,
        items: index === 0 ? positions : 1,
      });
      lastTokenMs = nowMs;
    },
  });
  return { ...result, spans };
}

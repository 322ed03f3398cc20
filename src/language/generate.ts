// Turns logits into text, one token a step, until an end token, the limit, or a stop.

import { elementCount } from "../base/shape.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { forwardTokens, type Decoder } from "./decoder.ts";
import type { CloseCall, Sampler } from "./sampler.ts";
import type { Sampling } from "./sampling.ts";
import { createStopSearch } from "./stop-strings.ts";
import { createTextStream, type Tokenizer } from "./tokenizer.ts";

export interface GenerateOptions {
  /** The logits of the prompt's last position, [V], which are destroyed here. */
  readonly logits: Tensor;
  /** The tokens that the answer has already, behind which it goes on. Default: none. */
  readonly begun?: readonly number[] | undefined;
  /** The most tokens of the answer, those that it has already included; one more is picked in any case. */
  readonly maxTokens: number;
  readonly sampling: Sampling;
  /** The ids of the prompt's text, for the repetition penalty. */
  readonly promptIds: readonly number[];
  /** Returns a uniform number in [0, 1); called once for each draw. */
  readonly random: () => number;
  readonly endTokenIds: readonly number[];
  /** Whether to go on after an end token, to time a fixed number of steps. */
  readonly ignoreEnd?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** A function that is called when a token id is known; 0 is the first that is picked. */
  readonly onToken?: (index: number) => void;
  /** A function that is called with the logits [V] of each token before it is picked, and before a penalty changes them. */
  readonly onLogits?: ((logits: Tensor) => void) | undefined;
}

export interface Generated {
  /** The text of all tokens, of those too that it had already. */
  readonly text: string;
  /** Why the answer ended: "end" by the model or a stop string, "length" at `maxTokens`, "stopped" by the signal. */
  readonly stop: "end" | "length" | "stopped";
  /** The number of runs of the decoder after the first token that was picked. */
  readonly steps: number;
  /** The tokens of the answer, those that it had already and the end token included. */
  readonly ids: readonly number[];
  /** Where another answer was nearest, among the first tokens; null for a drawn answer, and for one that went on. */
  readonly closest: ClosestCall | null;
}

/** The token of an answer that was the least ahead of another one. */
export interface ClosestCall {
  /** The text of the token that was said. */
  readonly said: string;
  /** The text of the token that was the next likeliest. */
  readonly other: string;
  /** How many times likelier the first was, at least 1. */
  readonly ratio: number;
}

/** How far into an answer its closest call is sought: a long answer has a choice of words somewhere that decides nothing. */
const CLOSEST_OF = 8;

/**
 * Yields stable pieces of text. `break` and the signal both stop after the current step. An answer that goes on draws and
 * stops as it would have in one go, and yields what follows the text that its first tokens make certain.
 */
export async function* generate(
  decoder: Decoder,
  sampler: Sampler,
  tokenizer: Tokenizer,
  options: GenerateOptions,
): AsyncGenerator<string, Generated> {
  const { begun = [], maxTokens, sampling, random, signal } = options;
  const ends = new Set(options.endTokenIds);
  const stream = createTextStream(tokenizer);
  const search = createStopSearch(sampling.stop);
  const seen = new Set([...options.promptIds, ...begun]);
  let text = begun.map((id) => search.push(stream.push(id))).join("");
  if (sampling.temperature > 0) begun.forEach(() => random());
  let { logits } = options;
  const ids: number[] = [...begun];
  let closest: (CloseCall & { readonly id: number }) | null = null;
  let steps = 0;
  let stop: Generated["stop"] = "length";
  try {
    for (let index = begun.length; ; index++) {
      options.onLogits?.(logits);
      const { id, closeCall } = await sampler.pick(logits, 0, elementCount(logits.dims), {
        ...sampling,
        seen,
        random,
      });
      ids.push(id);
      const isEarly = begun.length === 0 && index < CLOSEST_OF;
      if (closeCall !== null && isEarly && closeCall.nats < (closest?.nats ?? Infinity))
        closest = { ...closeCall, id };
      options.onToken?.(index - begun.length);
      if (ends.has(id) && options.ignoreEnd !== true) {
        stop = "end";
        break;
      }
      seen.add(id);
      const piece = search.push(stream.push(id));
      text += piece;
      if (piece !== "") yield piece;
      if (search.isFound) {
        stop = "end";
        break;
      }
      if (index + 1 >= maxTokens) break;
      if (signal?.aborted) {
        stop = "stopped";
        break;
      }
      const next = await forwardTokens(decoder, [id]);
      logits.destroy();
      logits = next;
      steps++;
    }
  } finally {
    logits.destroy();
  }
  const rest = search.push(stream.flush()) + search.flush();
  if (search.isFound) stop = "end";
  if (rest !== "") yield rest;
  return { text: text + rest, stop, steps, ids, closest: closest && inWords(tokenizer, closest) };
}

function inWords(
  tokenizer: Tokenizer,
  { id, other, nats }: CloseCall & { readonly id: number },
): ClosestCall {
  const text = (token: number): string => tokenizer.decode([token]).trim();
  return { said: text(id), other: text(other), ratio: Math.exp(nats) };
}

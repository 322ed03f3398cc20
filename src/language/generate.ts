// Turns logits into text, one token a step, until an end token, the limit, or a stop.

import { elementCount } from "../base/shape.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { forwardTokens, type Decoder } from "./decoder.ts";
import type { Sampler } from "./sampler.ts";
import type { Sampling } from "./sampling.ts";
import { createStopSearch } from "./stop-strings.ts";
import { createTextStream, type Tokenizer } from "./tokenizer.ts";

export interface GenerateOptions {
  /** The logits of the prompt's last position, [V], which are destroyed here. */
  readonly logits: Tensor;
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
  /** A function that is called when a token id is known; 0 is the first. */
  readonly onToken?: (index: number) => void;
  /** A function that is called with the logits [V] of each token before it is picked, and before a penalty changes them. */
  readonly onLogits?: ((logits: Tensor) => void) | undefined;
}

export interface Generated {
  readonly text: string;
  /** Why the answer ended: "end" by the model or a stop string, "length" at `maxTokens`, "stopped" by the signal. */
  readonly stop: "end" | "length" | "stopped";
  /** The number of runs of the decoder after the prefill. */
  readonly steps: number;
  /** The tokens that were picked, the end token included. */
  readonly ids: readonly number[];
}

/** Yields stable pieces of text. `break` and the signal both stop after the current step. */
export async function* generate(
  decoder: Decoder,
  sampler: Sampler,
  tokenizer: Tokenizer,
  options: GenerateOptions,
): AsyncGenerator<string, Generated> {
  const { maxTokens, sampling, random, signal } = options;
  const ends = new Set(options.endTokenIds);
  const stream = createTextStream(tokenizer);
  const search = createStopSearch(sampling.stop);
  const seen = new Set(options.promptIds);
  let text = "";
  let { logits } = options;
  const ids: number[] = [];
  let steps = 0;
  let stop: Generated["stop"] = "length";
  try {
    for (let index = 0; ; index++) {
      options.onLogits?.(logits);
      const id = await sampler.pick(logits, 0, elementCount(logits.dims), {
        ...sampling,
        seen,
        random,
      });
      ids.push(id);
      options.onToken?.(index);
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
  return { text: text + rest, stop, steps, ids };
}

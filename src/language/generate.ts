// Logits → text, one token a step, until an end token, the limit, or a stop.

import { elementCount } from "../base/shape.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Decoder } from "./decoder.ts";
import type { Sampler } from "./sampler.ts";
import { createTextStream, type Tokenizer } from "./tokenizer.ts";

export interface GenerateOptions {
  /** Logits of the prompt's last position, [V]. Destroyed here. */
  readonly logits: Tensor;
  readonly maxTokens: number;
  /** 0 is greedy. */
  readonly temperature: number;
  readonly topP: number;
  /** Uniform numbers in [0, 1), asked once a draw. */
  readonly random: () => number;
  readonly endTokenIds: readonly number[];
  /** Goes on after an end token; for timing a fixed number of steps. */
  readonly ignoreEnd?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when a token id is known: 0 is the first. */
  readonly onToken?: (index: number) => void;
}

export interface Generated {
  readonly text: string;
  readonly stop: "end" | "length" | "stopped";
  /** Runs of the decoder after the prefill. */
  readonly steps: number;
}

/** Yields stable pieces of text. `break` and the signal both stop after the current step. */
export async function* generate(
  decoder: Decoder,
  sampler: Sampler,
  tokenizer: Tokenizer,
  options: GenerateOptions,
): AsyncGenerator<string, Generated> {
  const { maxTokens, temperature, topP, random, signal } = options;
  const ends = new Set(options.endTokenIds);
  const stream = createTextStream(tokenizer);
  let { logits } = options;
  let steps = 0;
  let stop: Generated["stop"] = "length";
  try {
    for (let index = 0; ; index++) {
      const id = await sampler.pick(logits, 0, elementCount(logits.dims), {
        temperature,
        topP,
        random,
      });
      options.onToken?.(index);
      if (ends.has(id) && options.ignoreEnd !== true) {
        stop = "end";
        break;
      }
      const piece = stream.push(id);
      if (piece !== "") yield piece;
      if (index + 1 >= maxTokens) break;
      if (signal?.aborted) {
        stop = "stopped";
        break;
      }
      const embedding = await decoder.embed([id]);
      const next = await decoder.forward(embedding);
      embedding.destroy();
      logits.destroy();
      logits = next;
      steps++;
    }
  } finally {
    logits.destroy();
  }
  const rest = stream.flush();
  if (rest !== "") yield rest;
  return { text: stream.text, stop, steps };
}

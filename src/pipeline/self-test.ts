// Do the numbers of a freshly loaded model make sense? Exports that compute in 16 bits overflow on some GPUs (NaN, or
// one token whatever the text), and nothing but the numbers shows it.

import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats } from "../gpu/readback.ts";
import type { LoadedModel } from "./load-model.ts";

const TEXT = "A red ball rolls over the green grass, and then";

/** Of the largest entropy there is: a model that has read a sentence has an opinion on the next word. */
const MOST_ENTROPY = 0.98;

/** @throws AppError `model-self-test`. */
export async function selfTest(gpu: Gpu, model: LoadedModel): Promise<void> {
  const { decoder, tokenizer, config } = model;
  const embeddings = await decoder.embed(tokenizer.encodePlain(TEXT));
  try {
    const logits = await decoder.forward(embeddings);
    const values = await readFloats(gpu, logits);
    logits.destroy();
    const bad = values.filter((value) => !Number.isFinite(value)).length;
    if (bad > 0) {
      throw failed(`${bad} of ${values.length} scores for the next word are not numbers`);
    }
    const share = entropyOf(values) / Math.log(config.text.vocabulary);
    if (share > MOST_ENTROPY) {
      throw failed(`every next word is equally likely (${(100 * share).toFixed(1)} % of chance)`);
    }
  } finally {
    embeddings.destroy();
    decoder.cache.reset();
  }
}

/** Of the softmax, in nats. */
export function entropyOf(logits: Float32Array): number {
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  let sum = 0;
  let weighted = 0;
  for (const value of logits) {
    const power = Math.exp(value - largest);
    sum += power;
    weighted += power * (value - largest);
  }
  return Math.log(sum) - weighted / sum;
}

function failed(what: string): AppError {
  return new AppError(
    "model-self-test",
    `The model's numbers make no sense on this GPU: ${what}.`,
    "Choose another precision of it (q4 computes in 32 bits), or another model.",
  );
}

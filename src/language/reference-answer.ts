// An answer that others are compared with: its tokens, and the distributions from which they were picked. The other
// answer's model is given these tokens, whatever it said itself, so that both tell what they expect at the same places.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { forwardTokens, type Decoder } from "./decoder.ts";
import type { Sampler } from "./sampler.ts";

/** An answer whose logits stay on the GPU until it is destroyed. */
export interface ReferenceAnswer {
  /** Its tokens, the end token included; at least one. */
  readonly ids: readonly number[];
  /** The logits [V] from which each was picked. */
  readonly logits: readonly Tensor[];
  destroy(): void;
}

/** How far what a model expects is from what it expected in the reference. */
export interface Divergence {
  /**
   * The mean over the reference's tokens of KL(reference ‖ this), in nats: what the model expects next, after the same
   * words, with other visual tokens. 0 is no difference.
   */
  readonly meanKl: number;
  /** The number of the reference's tokens, its end token included. */
  readonly tokens: number;
}

/** Copies logits that would be overwritten or destroyed. */
export function copyLogits(gpu: Gpu, logits: Tensor): Tensor {
  const copy = createTensor(gpu, logits.dims, logits.dtype, "language/kept-logits");
  const recorder = createRecorder(gpu, "language/keep-logits");
  recorder.copy(logits, copy);
  recorder.submit();
  return copy;
}

/** Puts together a reference; without a token there is none, and the logits are destroyed. */
export function referenceAnswer(
  ids: readonly number[],
  logits: readonly Tensor[],
): ReferenceAnswer | null {
  const destroy = (): void => logits.forEach((tensor) => tensor.destroy());
  if (ids.length > 0 && ids.length === logits.length) return { ids, logits, destroy };
  destroy();
  return null;
}

/**
 * Appends the reference's tokens to the cache, one after another, and compares the distributions before each. `firstKl` is
 * the divergence before the first, at the end of the prompt. Returns null when the signal came.
 * @throws AppError `model-numbers`, `graph-run`, `gpu-memory`.
 */
export async function divergeFrom(
  { ids, logits }: ReferenceAnswer,
  firstKl: number,
  decoder: Decoder,
  sampler: Sampler,
  signal?: AbortSignal,
): Promise<Divergence | null> {
  let sum = firstKl;
  for (const [i, id] of ids.slice(0, -1).entries()) {
    if (signal?.aborted) return null;
    const next = await forwardTokens(decoder, [id]);
    const expected = must(logits[i + 1], "logits of the reference");
    sum += await sampler.kl(expected, next).finally(() => next.destroy());
  }
  return { meanKl: sum / ids.length, tokens: ids.length };
}

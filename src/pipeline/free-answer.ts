// A free answer, and what a comparison needs of it: it stays as a reference, or is compared with one.

import { must } from "../base/assert.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { generate, type Generated, type GenerateOptions } from "../language/generate.ts";
import {
  copyLogits,
  divergeFrom,
  referenceAnswer,
  type Divergence,
  type ReferenceAnswer,
} from "../language/reference-answer.ts";
import type { LoadedModel } from "./loaded-model.ts";

export interface ComparedOptions {
  /** Whether the answer's tokens and the logits before each stay, for others to be compared with. */
  readonly isReference?: boolean | undefined;
  /** An answer that this one is compared with once it has been given. */
  readonly compareWith?: ReferenceAnswer | undefined;
}

export interface FreeAnswer extends Generated {
  /** The bytes of the rows in the cache at the answer's end. */
  readonly kvBytes: number;
  /** When the answer ended, before it was compared with another. */
  readonly endMs: number;
  /** What was kept of the answer, which the receiver destroys; null unless it was asked for and the answer ended. */
  readonly reference: ReferenceAnswer | null;
  /** How far it is from another answer; null unless it was compared with one. */
  readonly divergence: Divergence | null;
}

/** Yields pieces of the answer. @throws AppError `model-numbers`, `graph-run`, `gpu-memory`. */
export async function* freeAnswer(
  { decoder, sampler, tokenizer }: Pick<LoadedModel, "decoder" | "sampler" | "tokenizer">,
  options: GenerateOptions & ComparedOptions,
): AsyncGenerator<string, FreeAnswer> {
  const { logits, isReference = false, compareWith, signal } = options;
  const { cache, gpu } = decoder;
  const branch = compareWith === undefined ? null : cache.branch();
  let kept: Tensor[] = [];
  try {
    const firstKl =
      compareWith === undefined
        ? 0
        : await firstDivergence(compareWith, logits, (p, q) => sampler.kl(p, q));
    const said = yield* generate(decoder, sampler, tokenizer, {
      ...options,
      onLogits: isReference ? (next) => kept.push(copyLogits(gpu, next)) : undefined,
    });
    const end = { kvBytes: cache.heldBytes, endMs: performance.now() };
    const isWhole = said.stop !== "stopped";
    let divergence: Divergence | null = null;
    if (isWhole && compareWith !== undefined) {
      branch?.rollBack();
      divergence = await divergeFrom(compareWith, firstKl, decoder, sampler, signal);
    }
    const reference = isReference && isWhole ? referenceAnswer(said.ids, kept) : null;
    if (reference !== null) kept = [];
    return { ...said, ...end, reference, divergence };
  } finally {
    for (const tensor of kept) tensor.destroy();
    branch?.end();
  }
}

async function firstDivergence(
  { logits: [expected] }: ReferenceAnswer,
  logits: Tensor,
  kl: (p: Tensor, q: Tensor) => Promise<number>,
): Promise<number> {
  try {
    return await kl(must(expected, "logits of the reference"), logits);
  } catch (thrown) {
    logits.destroy(); // `generate` would have, had it been reached
    throw thrown;
  }
}

// Picks one token id from logits on the GPU: 20 bytes are read back instead of a vocabulary of floats. Logits that lie on the
// processor stay there when the highest one is wanted.

import { AppError } from "../base/errors.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats, readUints } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { ARGMAX, recordArgmax, type LogitsRow } from "../kernels/argmax.ts";
import { recordKlDivergence, KL_DIVERGENCE } from "../kernels/kl-divergence.ts";
import { recordLogProbabilities, LOG_PROBABILITIES } from "../kernels/log-probabilities.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordRepetitionPenalty, REPETITION_PENALTY } from "../kernels/repetition-penalty.ts";
import {
  createSampleScratch,
  loadSample,
  recordSample,
  type SampleScratch,
} from "../kernels/sample.ts";
import { argmaxOnCpu, type Found } from "./argmax-on-cpu.ts";
import { GREEDY, type SamplingOptions } from "./sampling.ts";

const NOTHING_SEEN: ReadonlySet<number> = new Set();

export interface PickOptions extends Omit<SamplingOptions, "stop"> {
  /** The ids of the prompt and of the answer so far, for the repetition penalty. Default: none. */
  readonly seen?: ReadonlySet<number>;
  /** Returns a uniform number in [0, 1); called once for each draw, never when greedy. Equal numbers draw equal tokens. */
  readonly random: () => number;
}

/** A token that was picked. */
export interface Picked {
  readonly id: number;
  /** The likeliest token, which was picked, beside the next one; null for a draw, and where only one can be. */
  readonly closeCall: CloseCall | null;
}

/** By how much a token was likelier than the next one. */
export interface CloseCall {
  /** The next one. */
  readonly other: number;
  /** The logarithm of how many times likelier, nats; at least 0. */
  readonly nats: number;
}

export interface Sampler {
  /**
   * Picks a token of the row of `vocab` logits that starts at `offsetElements`. Penalty, temperature, top-k, top-p and min-p
   * follow each other as in Hugging Face's `generate`; the penalty changes the logits in place.
   * @throws AppError `model-numbers` when a logit is NaN or infinite.
   */
  pick(
    logits: Tensor,
    offsetElements: number,
    vocab: number,
    options: PickOptions,
  ): Promise<Picked>;
  /**
   * Returns the logarithms of the probabilities that the softmax of a row of logits gives to some tokens, in nats.
   * @throws AppError `model-numbers` when a logit is NaN or infinite.
   */
  logProbabilities(row: Tensor | LogitsRow, tokens: readonly number[]): Promise<readonly number[]>;
  /**
   * Returns KL(p ‖ q) of the softmaxes of two rows of logits, in nats.
   * @throws AppError `model-numbers` when a logit is NaN or infinite.
   */
  kl(p: Tensor | LogitsRow, q: Tensor | LogitsRow): Promise<number>;
  destroy(): void;
}

export function createSampler(gpu: Gpu): Sampler {
  // Calls may overlap, because each submits the copy of its result before the next one's commands.
  const found = createTensor(gpu, [5], "uint32", "language/picked");
  const divergence = createTensor(gpu, [1], "float32", "language/divergence");
  let scratch: { readonly vocab: number; readonly tensors: SampleScratch } | null = null;
  const scratchFor = (vocab: number): SampleScratch => {
    if (scratch?.vocab === vocab) return scratch.tensors;
    scratch?.tensors.destroy();
    scratch = { vocab, tensors: createSampleScratch(gpu, vocab) };
    return scratch.tensors;
  };
  return {
    async pick(logits, offset, vocab, { random, seen = NOTHING_SEEN, ...options }) {
      const row: LogitsRow = { logits, offset, vocab };
      const { repetitionPenalty, ...draw } = { ...GREEDY, ...options };
      const { temperature } = draw;
      const isGreedy = temperature === 0;
      const isPenalised = repetitionPenalty !== 1 && seen.size > 0;
      if (isGreedy && !isPenalised && logits.values !== undefined)
        return greedy(argmaxOnCpu(logits.values.subarray(offset, offset + vocab)), vocab);
      const real = realOf(logits);
      const argmax = isGreedy ? await gpu.kernels.load(ARGMAX, {}, real) : null;
      const sample = isGreedy ? null : await loadSample(gpu, real, vocab, draw);
      const penalty = isPenalised ? await gpu.kernels.load(REPETITION_PENALTY, {}, real) : null;
      const recorder = createRecorder(gpu, "language/pick");
      let ids: Tensor | undefined;
      if (penalty !== null) {
        ids = tensorFrom(gpu, Uint32Array.from(seen), [seen.size], "language/seen");
        recordRepetitionPenalty(recorder, penalty, row, ids, repetitionPenalty);
      }
      if (argmax !== null) recordArgmax(recorder, argmax, row, found);
      if (sample !== null) {
        const tensors = { scratch: scratchFor(vocab), found };
        recordSample(recorder, sample, row, { ...draw, uniform: random() }, tensors);
      }
      recorder.submit();
      ids?.destroy();
      const read = await readUints(gpu, found);
      const [id = 0, , nonFinite = 0, other = 0] = read;
      const [, first = 0, , , second = 0] = new Float32Array(read.buffer, read.byteOffset, 5);
      if (isGreedy) return greedy({ id, first, nonFinite, other, second }, vocab);
      if (nonFinite > 0) throw badNumbers(nonFinite, vocab);
      return { id, closeCall: null };
    },
    async logProbabilities(logits, ids) {
      const row = rowOf(logits);
      const kernel = await gpu.kernels.load(LOG_PROBABILITIES, {}, realOf(row.logits));
      const dims = [ids.length];
      const tokens = tensorFrom(gpu, Uint32Array.from(ids), dims, "language/tokens");
      const values = createTensor(gpu, dims, "float32", "language/log-probabilities");
      try {
        const recorder = createRecorder(gpu, "language/log-probabilities");
        recordLogProbabilities(recorder, kernel, row, tokens, values);
        recorder.submit();
        const nats = [...(await readFloats(gpu, values))];
        if (nats.some(Number.isNaN)) throw badNumbers(1, row.vocab);
        return nats;
      } finally {
        tokens.destroy();
        values.destroy();
      }
    },
    async kl(p, q) {
      const [pRow, qRow] = [rowOf(p), rowOf(q)];
      const kernel = await gpu.kernels.load(KL_DIVERGENCE, {}, realOf(pRow.logits));
      const recorder = createRecorder(gpu, "language/kl");
      recordKlDivergence(recorder, kernel, pRow, qRow, divergence);
      recorder.submit();
      const [nats = Number.NaN] = await readFloats(gpu, divergence);
      if (Number.isNaN(nats)) throw badNumbers(1, pRow.vocab);
      return nats;
    },
    destroy() {
      scratch?.tensors.destroy();
      found.destroy();
      divergence.destroy();
    },
  };
}

function greedy({ id, first, other, second, nonFinite }: Found, vocab: number): Picked {
  if (nonFinite > 0) throw badNumbers(nonFinite, vocab);
  return { id, closeCall: other === id ? null : { other, nats: first - second } };
}

function rowOf(row: Tensor | LogitsRow): LogitsRow {
  return "logits" in row ? row : { logits: row, offset: 0, vocab: elementCount(row.dims) };
}

function badNumbers(count: number, vocab: number): AppError {
  return new AppError(
    "model-numbers",
    `The model gave numbers that are not finite (at least ${count} of ${vocab} logits), so there is no next token.`,
    "The model's files may be damaged or need more precision than this GPU has: load them again, or choose the f32 files.",
  );
}

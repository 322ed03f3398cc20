// Logits on the GPU → one token id on the CPU: 16 bytes come back, not a vocabulary of floats.

import { AppError } from "../base/errors.ts";
import { elementCount } from "../base/shape.ts";
import type { Gpu } from "../gpu/device.ts";
import { readFloats, readUints } from "../gpu/readback.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { ARGMAX, recordArgmax, type LogitsRow } from "../kernels/argmax.ts";
import { recordKlDivergence, KL_DIVERGENCE } from "../kernels/kl-divergence.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordSample, SAMPLE } from "../kernels/sample.ts";

export interface PickOptions {
  /** 0 = the likeliest token. */
  readonly temperature: number;
  /** Mass of the nucleus, (0, 1]. */
  readonly topP: number;
  /** Uniform numbers in [0, 1); asked once a draw, never when greedy. The same number draws the same token. */
  readonly random: () => number;
}

export interface Sampler {
  /**
   * Records, submits and waits: a token of the row of `vocab` logits that starts at `offsetElements`.
   * @throws AppError `model-numbers` when a logit is NaN or infinite.
   */
  pick(
    logits: Tensor,
    offsetElements: number,
    vocab: number,
    options: PickOptions,
  ): Promise<number>;
  /**
   * KL(p ‖ q) in nats of the softmaxes of two rows of logits.
   * @throws AppError `model-numbers` when a logit is NaN or infinite.
   */
  kl(p: Tensor | LogitsRow, q: Tensor | LogitsRow): Promise<number>;
  destroy(): void;
}

export function createSampler(gpu: Gpu): Sampler {
  // Calls may overlap: each records, submits and copies out before the next one's commands.
  const found = createTensor(gpu, [4], "uint32", "language/picked");
  const divergence = createTensor(gpu, [1], "float32", "language/divergence");
  return {
    async pick(logits, offset, vocab, { temperature, topP, random }) {
      const row: LogitsRow = { logits, offset, vocab };
      const isGreedy = temperature === 0;
      const kernel = await gpu.kernels.load(isGreedy ? ARGMAX : SAMPLE, {}, realOf(logits));
      const recorder = createRecorder(gpu, "language/pick");
      if (isGreedy) recordArgmax(recorder, kernel, row, found);
      else recordSample(recorder, kernel, row, { temperature, topP, uniform: random() }, found);
      recorder.submit();
      const [token = 0, , nonFinite = 0] = await readUints(gpu, found);
      if (nonFinite > 0) throw badNumbers(nonFinite, vocab);
      return token;
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
      found.destroy();
      divergence.destroy();
    },
  };
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

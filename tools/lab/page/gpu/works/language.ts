// From chosen tokens to a token of the answer, and what methods inside the decoder look at.

import { ARGMAX, recordArgmax } from "../../../../../src/kernels/argmax.ts";
import {
  ATTENTION_BY_HEAD,
  recordAttentionByHead,
} from "../../../../../src/kernels/attention-by-head.ts";
import { ATTENTION_SUMS, recordAttentionSums } from "../../../../../src/kernels/attention-sums.ts";
import { COLUMN_MEANS, recordColumnMeans } from "../../../../../src/kernels/column-means.ts";
import { KL_DIVERGENCE, recordKlDivergence } from "../../../../../src/kernels/kl-divergence.ts";
import {
  LOG_PROBABILITIES,
  recordLogProbabilities,
} from "../../../../../src/kernels/log-probabilities.ts";
import { MEAN_ROWS, recordMeanRows } from "../../../../../src/kernels/mean-rows.ts";
import {
  MULTIPLY_MATRICES,
  recordMultiplyMatrices,
} from "../../../../../src/kernels/multiply-matrices.ts";
import {
  RECEIVED_ATTENTION,
  recordReceivedAttention,
} from "../../../../../src/kernels/received-attention.ts";
import {
  recordRepetitionPenalty,
  REPETITION_PENALTY,
} from "../../../../../src/kernels/repetition-penalty.ts";
import { recordRowChanges, ROW_CHANGES } from "../../../../../src/kernels/row-changes.ts";
import { recordRowDistances, ROW_DISTANCES } from "../../../../../src/kernels/row-distances.ts";
import {
  createSampleScratch,
  loadSample,
  recordSample,
} from "../../../../../src/kernels/sample.ts";
import { recordSpliceRows, SPLICE_ROWS } from "../../../../../src/kernels/splice-rows.ts";
import { recordTextWeights, TEXT_WEIGHTS } from "../../../../../src/kernels/text-weights.ts";
import { createRecorder } from "../../../../../src/gpu/recorder.ts";
import { benchWork, upTo, type Work, type WorkSize } from "./work.ts";

const kept = ({ frames, grid }: WorkSize): number => Math.ceil((frames * grid * grid) / 4);

const splice = benchWork("put the prompt together", async (bench, size) => {
  const { width, text, frames, grid } = size;
  const all = frames * grid * grid;
  const places = [...upTo(text), ...upTo(kept(size)).map((i) => text + 4 * i), text + all];
  const tensors = {
    text: bench.normal(text, width),
    tokens: bench.normal(all, width),
    newline: bench.normal(width),
    places: bench.uints(places),
    embeds: bench.room([1, places.length, width]),
  };
  await bench.run([SPLICE_ROWS], (to, kernel) => recordSpliceRows(to, kernel, tensors));
});

const pick = benchWork("pick a token", async (bench, { vocab }, gpu) => {
  const row = { logits: bench.normal(vocab), offset: 0, vocab };
  const other = { ...row, logits: bench.normal(vocab) };
  const few = Math.min(256, vocab);
  await bench.run(
    [ARGMAX, REPETITION_PENALTY, LOG_PROBABILITIES, KL_DIVERGENCE],
    (to, argmax, penalty, logs, divergence) => {
      recordRepetitionPenalty(to, penalty, row, bench.uints(upTo(few)), 1.1);
      recordArgmax(to, argmax, row, bench.room([5], "uint32"));
      recordLogProbabilities(to, logs, row, bench.uints(upTo(few)), bench.room([few]));
      recordKlDivergence(to, divergence, row, other, bench.room([1]));
    },
  );
  const draw = { temperature: 1, topK: 50, topP: 0.9, uniform: 0.5 };
  const long = Math.max(vocab, 20_000); // shorter ones are drawn from at once
  const sample = await loadSample(gpu, "f32", long, draw);
  const scratch = createSampleScratch(gpu, long);
  const recorder = createRecorder(gpu, "bench/sample");
  const all = { logits: bench.normal(long), offset: 0, vocab: long };
  recordSample(recorder, sample, all, draw, { scratch, found: bench.room([4], "uint32") });
  recorder.submit();
  scratch.destroy();
});

const attention = benchWork("look at attention", async (bench, size) => {
  const { heads, kvHeads, headSize, text, frames, grid } = size;
  const seen = frames * grid * grid;
  const queries = bench.normal(1, text, heads * headSize);
  const keys = bench.normal(1, kvHeads, seen + text, headSize);
  const raters = bench.uints(
    upTo(text).flatMap((row) => [row, seen + row + 1]),
    [text, 2],
  );
  const rows = { queries, keys, raters, sums: bench.room([text, heads, 2]) };
  const places = bench.uints(upTo(seen));
  await bench.run(
    [ATTENTION_SUMS, RECEIVED_ATTENTION, ATTENTION_BY_HEAD],
    (to, sums, received, byHead) => {
      recordAttentionSums(to, sums, size, rows);
      recordReceivedAttention(to, received, size, {
        ...rows,
        places,
        received: bench.room([seen]),
      });
      const more = { gains: bench.normal(text, seen), received: bench.room([heads, seen]) };
      recordAttentionByHead(to, byHead, size, { ...rows, places, ...more });
    },
  );
});

const rate = benchWork("rate rows inside the decoder", async (bench, size) => {
  const { width, text, frames, grid } = size;
  const rows = frames * grid * grid;
  const [before, after] = [bench.normal(rows, width), bench.normal(rows, width)];
  const weights = bench.room([rows, text]);
  const some = Math.min(rows, 256);
  const groups = Math.ceil(rows / 4);
  await bench.run(
    [TEXT_WEIGHTS, COLUMN_MEANS, ROW_CHANGES, ROW_DISTANCES, MEAN_ROWS],
    (to, weigh, means, changes, distances, mean) => {
      const texts = bench.normal(text, width);
      const shape = { tokens: rows, texts: text, width };
      recordTextWeights(to, weigh, shape, { features: before, texts, weights });
      const columns = { rows, columns: text };
      recordColumnMeans(to, means, columns, { values: weights, means: bench.room([text]) });
      const border = { before: [before], after: [after], changes: bench.room([rows]) };
      recordRowChanges(to, changes, { rows, width }, border);
      const apart = { rows: [before], distances: bench.room([some, some]) };
      recordRowDistances(to, distances, { count: some, width }, apart);
      const starts = bench.uints([...upTo(groups).map((i) => 4 * i), rows]);
      const members = bench.uints(upTo(rows));
      const merged = bench.room([groups, width]);
      recordMeanRows(to, mean, { groups, width }, { rows: before, starts, members, means: merged });
    },
  );
});

const multiply = benchWork("multiply matrices", async (bench, { width }) => {
  const side = 4 * Math.ceil(width / 4);
  const [left, right] = [bench.normal(side / 4, side, 4), bench.normal(side, side)];
  const product = bench.room([side, side]);
  await bench.run([MULTIPLY_MATRICES], (to, kernel) =>
    recordMultiplyMatrices(to, kernel, side, { left, right, product }),
  );
});

export const LANGUAGE_WORKS: readonly Work[] = [splice, pick, attention, rate, multiply];

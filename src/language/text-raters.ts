// Which rows of a question rate the video for SparseVLM: those that its tokens are most like, before the decoder.

import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { readFloats } from "../gpu/readback.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import { COLUMN_MEANS, recordColumnMeans } from "../kernels/column-means.ts";
import { realOf } from "../kernels/real-of.ts";
import { recordTextWeights, TEXT_WEIGHTS } from "../kernels/text-weights.ts";

/**
 * Returns which of the Q rows of `question` [1, Q, D] get more than the mean of the tokens' weights: each token of `features`
 * [T, N, D] shares a weight of 1 among the rows by softmax. All rows where none gets more than the others.
 */
export async function textRaters(
  gpu: Gpu,
  features: Tensor,
  question: Tensor,
): Promise<readonly number[]> {
  const [frames = 0, perFrame = 0, width = 0] = features.dims;
  const [, texts = 0] = question.dims;
  const tokens = frames * perFrame;
  const [weigh, average] = await Promise.all([
    gpu.kernels.load(TEXT_WEIGHTS, {}, realOf(features)),
    gpu.kernels.load(COLUMN_MEANS),
  ]);
  const weights = createTensor(gpu, [tokens, texts], "float32", "language/text-weights");
  const means = createTensor(gpu, [texts], "float32", "language/text-means");
  const recorder = createRecorder(gpu, "language/text-raters");
  const shape = { tokens, texts, width };
  recordTextWeights(recorder, weigh, shape, { features, texts: question, weights });
  recordColumnMeans(
    recorder,
    average,
    { rows: tokens, columns: texts },
    { values: weights, means },
  );
  recorder.submit();
  weights.destroy(); // takes effect after what was submitted
  return aboveMean(await readFloats(gpu, means).finally(() => means.destroy()));
}

/** Returns the indices of values above their mean; all of them where there is none. */
export function aboveMean(values: ArrayLike<number>): number[] {
  const all = Array.from(values);
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const above = all.flatMap((value, i) => (value > mean ? [i] : []));
  return above.length > 0 ? above : [...all.keys()];
}

// How much some rows of a prompt look at others, by what attention itself takes: rotated queries and keys. No runtime gives
// its map of attention, and none is made here.

import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import {
  ATTENTION_SUMS,
  recordAttentionSums,
  type AttentionHeads,
} from "../kernels/attention-sums.ts";
import { realOf } from "../kernels/real-of.ts";
import { RECEIVED_ATTENTION, recordReceivedAttention } from "../kernels/received-attention.ts";
import type { DecoderPart } from "./decoder-part.ts";

/** A row that looks. */
export interface Rater {
  /** Its row in the tensor of queries. */
  readonly row: number;
  /** The number of keys that it sees: those up to its own. */
  readonly sees: number;
}

export interface Attending {
  /** [1, S, ≥ heads · headSize], rotated, as a part's tap gives them. */
  readonly queries: Tensor;
  /** Rotated keys of the same layer, as a cache or a graph's output holds them. */
  readonly keys: Tensor;
  readonly raters: readonly Rater[];
  /** The places of the keys that are looked at. */
  readonly places: Uint32Array<ArrayBuffer>;
}

/**
 * Returns what each place receives of the raters' attention over all keys, on average over raters and heads: float32 [n].
 * The caller destroys the tensor.
 */
export async function receivedAttention(
  gpu: Gpu,
  heads: AttentionHeads,
  { queries, keys, raters, places }: Attending,
): Promise<Tensor> {
  const real = realOf(queries);
  const [sumsKernel, receivedKernel] = await Promise.all([
    gpu.kernels.load(ATTENTION_SUMS, {}, real),
    gpu.kernels.load(RECEIVED_ATTENTION, {}, real),
  ]);
  const pairs = Uint32Array.from(raters.flatMap(({ row, sees }) => [row, sees]));
  const used = {
    raters: tensorFrom(gpu, pairs, [raters.length, 2], "language/raters"),
    places: tensorFrom(gpu, places, [places.length], "language/places"),
    sums: createTensor(gpu, [raters.length, heads.heads, 2], "float32", "language/sums"),
  };
  const received = createTensor(gpu, [places.length], "float32", "language/received-attention");
  const recorder = createRecorder(gpu, "language/received-attention");
  const tensors = { queries, keys, received, ...used };
  recordAttentionSums(recorder, sumsKernel, heads, tensors);
  recordReceivedAttention(recorder, receivedKernel, heads, tensors);
  recorder.submit();
  for (const tensor of Object.values(used)) tensor.destroy(); // takes effect after what was submitted
  return received;
}

/** Returns the cached keys of a part's last attention; they are valid until the cache is used again. */
export function lastKeys({ attention, cache }: DecoderPart): Tensor {
  const { layer } = must(attention, "the attention of a part that passes rows on");
  return must(cache.layers()[cache.shape.layers.indexOf(layer)], `layer ${layer}`).keys;
}

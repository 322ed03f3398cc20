// The language model: embeddings in, logits of the last position out, keys and values kept in the cache.

import type * as Ort from "onnxruntime-web";
import { must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import type { KvCache } from "./kv-cache.ts";

export interface Decoder {
  readonly cache: KvCache;
  /** ids → embeddings [1, S, D]. The caller destroys the tensor. */
  embed(ids: readonly number[]): Promise<Tensor>;
  /**
   * Appends S positions to the cache, in chunks of at most `chunk`. Returns the logits of the last one, [V];
   * the caller destroys the tensor. `signal` is looked at between chunks.
   */
  forward(embeddings: Tensor, options?: { signal?: AbortSignal | undefined }): Promise<Tensor>;
}

/** Longest run of a prefill: bounds the attention's memory, and how long a stop has to wait. */
const CHUNK = 2048;

export function createDecoder(
  gpu: Gpu,
  graphs: { readonly embed: Graph; readonly decoder: Graph },
  cache: KvCache,
  chunk: number = CHUNK,
): Decoder {
  const { embed, decoder } = graphs;

  const runChunk = async (embeddings: Tensor, count: number): Promise<Tensor> => {
    const total = cache.length + count;
    const feeds: Record<string, Tensor | Ort.Tensor> = {
      inputs_embeds: embeddings,
      attention_mask: decoder.int64(new BigInt64Array(total).fill(1n), [1, total]),
      ...cache.feeds(),
    };
    if (decoder.inputs.has("num_logits_to_keep")) {
      feeds["num_logits_to_keep"] = decoder.int64(BigInt64Array.of(1n), []);
    }
    if (decoder.inputs.has("position_ids")) {
      const positions = BigInt64Array.from({ length: count }, (_, i) => BigInt(cache.length + i));
      feeds["position_ids"] = decoder.int64(positions, [1, count]);
    }
    const results = await decoder.run(feeds, { logits: null, ...cache.fetches() });
    cache.accept(results, count);
    return lastRow(gpu, decoder.toTensor(must(results["logits"], "logits"), "language/logits"));
  };

  return {
    cache,
    async embed(ids) {
      const inputs = embed.int64(BigInt64Array.from(ids, BigInt), [1, ids.length]);
      const { inputs_embeds } = await embed.run({ input_ids: inputs }, { inputs_embeds: null });
      return embed.toTensor(must(inputs_embeds, "inputs_embeds"), "language/embeddings");
    },
    async forward(embeddings, { signal } = {}) {
      const [, length = 0, width = 0] = embeddings.dims;
      if (length <= chunk) return runChunk(embeddings, length);
      let logits: Tensor | undefined;
      for (let start = 0; start < length; start += chunk) {
        signal?.throwIfAborted();
        logits?.destroy();
        const count = Math.min(chunk, length - start);
        const piece = createTensor(gpu, [1, count, width], embeddings.dtype, "language/chunk");
        const recorder = createRecorder(gpu, "language/chunk");
        recorder.copy(embeddings, piece, { fromElement: start * width, count: count * width });
        recorder.submit();
        logits = await runChunk(piece, count);
        piece.destroy();
      }
      return must(logits, "logits of an empty prompt");
    },
  };
}

/** [1, k, V] → [V]: graphs without `num_logits_to_keep` give all rows. */
function lastRow(gpu: Gpu, logits: Tensor): Tensor {
  const [, rows = 1, vocabulary = 0] = logits.dims;
  if (rows === 1) return { ...logits, dims: [vocabulary] };
  const last = createTensor(gpu, [vocabulary], logits.dtype, "language/logits");
  const recorder = createRecorder(gpu, "language/last-row");
  recorder.copy(logits, last, { fromElement: (rows - 1) * vocabulary, count: vocabulary });
  recorder.submit();
  logits.destroy();
  return last;
}

// The language model: embeddings in, logits of the last position out, keys and values kept in the cache.

import type * as Ort from "onnxruntime-web";
import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { createRecorder } from "../gpu/recorder.ts";
import { createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Graph } from "../model/graph.ts";
import { inParts, type PartSize } from "../model/in-parts.ts";
import { MOST_ROWS } from "../model/run-sizes.ts";
import type { KvCache } from "../cache/kv-cache.ts";
import type { RowPositions } from "./positions.ts";

export interface Decoder {
  readonly cache: KvCache;
  /**
   * Numbers that its graph takes for the position of a row: 1, or 3 for M-RoPE; 0 where the graph takes none and counts
   * what is in the cache.
   */
  readonly positionAxes: number;
  /** ids → embeddings [1, S, D]. The caller destroys the tensor. */
  embed(ids: readonly number[]): Promise<Tensor>;
  /**
   * Appends S positions to the cache, in as many runs as memory wants. Returns the logits of the last one, [V];
   * the caller destroys the tensor. `signal` is looked at between runs. Without `positions` the rows stand behind
   * those before them; with them, so do all rows that follow behind `positions.next`. A graph without `position_ids`
   * must not be given any.
   */
  forward(embeddings: Tensor, options?: ForwardOptions): Promise<Tensor>;
}

export interface ForwardOptions {
  readonly signal?: AbortSignal | undefined;
  readonly positions?: RowPositions | undefined;
  /** Receives other outputs of the graph from the last run; the tensors are gone when the promise resolves. */
  readonly tap?:
    | { readonly names: readonly string[]; see(tensors: readonly Tensor[]): Promise<void> }
    | undefined;
}

/** Appends tokens to the cache, and returns the logits behind the last one, [V]; the caller destroys them. */
export async function forwardTokens(
  decoder: Decoder,
  ids: readonly number[],
  options?: ForwardOptions,
): Promise<Tensor> {
  const embeddings = await decoder.embed(ids);
  try {
    return await decoder.forward(embeddings, options);
  } finally {
    embeddings.destroy();
  }
}

/** `rowsPerRun`: of a prefill, where its last row looks at so many positions. */
export function createDecoder(
  gpu: Gpu,
  graphs: { readonly embed: Graph; readonly decoder: Graph },
  cache: KvCache,
  rowsPerRun: (positions: number) => number = () => MOST_ROWS,
): Decoder {
  const { embed, decoder } = graphs;
  /** The most rows for which memory has sufficed, once it did not. */
  const learnt: PartSize = { most: Infinity };
  const axes = axesOf(decoder);

  const runChunk = async (
    embeddings: Tensor,
    count: number,
    positions: BigInt64Array | null,
    tap?: ForwardOptions["tap"],
  ): Promise<Tensor> => {
    const total = cache.length + count;
    const feeds: Record<string, Tensor | Ort.Tensor> = {
      inputs_embeds: embeddings,
      attention_mask: decoder.int64(new BigInt64Array(total).fill(1n), [1, total]),
      ...cache.feeds(count),
    };
    if (decoder.inputs.has("num_logits_to_keep")) {
      feeds["num_logits_to_keep"] = decoder.int64(BigInt64Array.of(1n), []);
    }
    if (axes > 0) {
      const ids = positions ?? runOfPositions(axes, cache.length + cache.ahead, count);
      feeds["position_ids"] = decoder.int64(ids, axes === 1 ? [1, count] : [axes, 1, count]);
    }
    const tapped = Object.fromEntries((tap?.names ?? []).map((name) => [name, null]));
    const fetches = { logits: null, ...tapped, ...cache.fetches() };
    const results = await decoder.run(feeds, fetches, { isLarge: count > 1 });
    cache.accept(results, count);
    if (tap !== undefined) {
      const tensors = tap.names.map((name) => decoder.toTensor(must(results[name], name), name));
      await tap.see(tensors).finally(() => tensors.forEach((tensor) => tensor.destroy()));
    }
    return lastRow(gpu, decoder.toTensor(must(results["logits"], "logits"), "language/logits"));
  };

  return {
    cache,
    positionAxes: axes,
    async embed(ids) {
      const inputs = embed.int64(BigInt64Array.from(ids, BigInt), [1, ids.length]);
      const { inputs_embeds } = await embed.run({ input_ids: inputs }, { inputs_embeds: null });
      return embed.toTensor(must(inputs_embeds, "inputs_embeds"), "language/embeddings");
    },
    async forward(embeddings, { signal, positions, tap } = {}) {
      const [, length = 0, width = 0] = embeddings.dims;
      await cache.reserve(cache.length + length);
      if (cache.length === 0) cache.ahead = 0;
      if (positions !== undefined) {
        invariant(
          positions.ids.length === axes * length,
          `${positions.ids.length} positions for ${length} rows of ${axes} each`,
        );
        cache.ahead = positions.next - (cache.length + length);
      }
      let logits: Tensor | undefined;
      const rows: PartSize = { most: Math.min(learnt.most, rowsPerRun(cache.length + length)) };
      const first = rows.most;
      await inParts(length, rows, async (start, count) => {
        signal?.throwIfAborted();
        logits?.destroy();
        logits = undefined;
        const isWhole = count === length;
        const piece = isWhole
          ? embeddings
          : createTensor(gpu, [1, count, width], embeddings.dtype, "language/chunk");
        if (!isWhole) {
          const recorder = createRecorder(gpu, "language/chunk");
          recorder.copy(embeddings, piece, { fromElement: start * width, count: count * width });
          recorder.submit();
        }
        const ids = positions === undefined ? null : columns(positions.ids, length, start, count);
        const isLast = start + count === length;
        try {
          logits = await runChunk(piece, count, ids, isLast ? tap : undefined);
        } finally {
          if (!isWhole) piece.destroy();
        }
      });
      if (rows.most < first) learnt.most = rows.most;
      return must(logits, "logits of an empty prompt");
    },
  };
}

function axesOf(decoder: Graph): number {
  const input = decoder.inputs.get("position_ids");
  if (input === undefined) return 0;
  const [axes] = input.shape;
  if (input.shape.length < 3) return 1;
  return typeof axes === "number" && axes > 0 ? axes : 3;
}

function runOfPositions(axes: number, first: number, count: number): BigInt64Array {
  return BigInt64Array.from({ length: axes * count }, (_, i) => BigInt(first + (i % count)));
}

/** Copies columns start … start + count − 1 of [rows, length]. */
function columns(
  values: BigInt64Array,
  length: number,
  start: number,
  count: number,
): BigInt64Array {
  const picked: bigint[] = [];
  for (let row = 0; row < values.length; row += length) {
    picked.push(...values.subarray(row + start, row + start + count));
  }
  return BigInt64Array.from(picked);
}

/** Takes [V] of [1, k, V], since graphs without `num_logits_to_keep` give all rows. */
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

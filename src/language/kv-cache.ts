// The keys and values of every position so far. Two kinds behind one interface:
// static: one GPU tensor a layer and kind, [1, kv_heads, capacity, head_size], given to the graph both as past
//   and as present, so a step allocates and copies nothing and rolling back is setting a number;
// growing: the graph's own outputs, handed back at the next run; rolling back needs a mark.

import type * as Ort from "onnxruntime-web";
import { AppError } from "../base/errors.ts";
import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { BYTES_PER_ELEMENT, createTensor, type Tensor } from "../gpu/tensor.ts";
import type { Feed, Graph } from "../model/graph.ts";

export interface CacheShape {
  readonly layers: number;
  readonly kvHeads: number;
  readonly headSize: number;
  readonly capacity: number;
  /** As the graph takes them: float16 in exports that compute in 16 bits. */
  readonly dtype: "float32" | "float16";
}

export interface KvCache {
  readonly kind: "static" | "growing";
  /** Positions held. */
  readonly length: number;
  /**
   * How far the rotary positions of the rows to come are ahead of `length`: dropped tokens leave gaps, a grid counts
   * its steps once. The decoder sets it; `resize` makes it 0, since whoever writes entries by hand places them at
   * contiguous positions.
   */
  ahead: number;
  readonly capacity: number;
  readonly bytesPerPosition: number;
  /** Past values for a run. */
  feeds(): Record<string, Feed>;
  /** Where the run shall write; null lets the runtime allocate. */
  fetches(): Record<string, Ort.Tensor | null>;
  /** Takes the run's outputs; `added` positions are new. */
  accept(results: Readonly<Record<string, Ort.Tensor>>, added: number): void;
  /** Keys and values of each layer, [1, kv_heads, capacity, head_size]; null where the runtime holds them. */
  readonly layers: readonly LayerCache[] | null;
  /** Says how many positions hold entries, when somebody else has written or dropped some. Static caches only. */
  resize(length: number): void;
  /** Remembers the present length, so that `rollBack` can return to it. */
  mark(): void;
  /** Forgets everything after the mark, or everything when there is none. */
  rollBack(): void;
  /** Forgets everything and the mark. */
  reset(): void;
  destroy(): void;
}

export interface LayerCache {
  readonly keys: Tensor;
  readonly values: Tensor;
}

const KINDS = ["key", "value"] as const;

export function cacheNames(layers: number): { past: string; present: string }[] {
  return Array.from({ length: layers }, (_, layer) =>
    KINDS.map((kind) => ({
      past: `past_key_values.${layer}.${kind}`,
      present: `present.${layer}.${kind}`,
    })),
  ).flat();
}

export const bytesPerPosition = ({ layers, kvHeads, headSize, dtype }: CacheShape): number =>
  layers * 2 * kvHeads * headSize * BYTES_PER_ELEMENT[dtype];

export function createStaticCache(gpu: Gpu, decoder: Graph, shape: CacheShape): KvCache {
  const dims = [1, shape.kvHeads, shape.capacity, shape.headSize];
  const tensors: Tensor[] = [];
  const past: Record<string, Ort.Tensor> = {};
  const present: Record<string, Ort.Tensor> = {};
  for (const name of cacheNames(shape.layers)) {
    const tensor = createTensor(gpu, dims, shape.dtype, `language/cache/${name.past}`);
    tensors.push(tensor);
    const value = decoder.fromTensor(tensor);
    past[name.past] = value;
    present[name.present] = value;
  }
  let length = 0;
  let marked = 0;
  const cache: KvCache = {
    kind: "static",
    ahead: 0,
    get length() {
      return length;
    },
    capacity: shape.capacity,
    bytesPerPosition: bytesPerPosition(shape),
    feeds: () => past,
    fetches: () => present,
    accept(_results, added) {
      length += added;
      invariant(length <= shape.capacity, `the cache holds ${shape.capacity} positions`);
    },
    layers: Array.from({ length: shape.layers }, (_, layer) => ({
      keys: must(tensors[2 * layer], "keys"),
      values: must(tensors[2 * layer + 1], "values"),
    })),
    resize(positions) {
      invariant(
        positions >= 0 && positions <= shape.capacity,
        `the cache holds ${shape.capacity} positions, not ${positions}`,
      );
      length = positions;
      cache.ahead = 0;
      marked = Math.min(marked, length);
    },
    mark() {
      marked = length;
    },
    rollBack() {
      length = marked;
    },
    reset() {
      length = marked = 0;
    },
    destroy() {
      for (const tensor of tensors) tensor.destroy();
    },
  };
  return cache;
}

export function createGrowingCache(decoder: Graph, shape: CacheShape): KvCache {
  const all = cacheNames(shape.layers);
  const empty = (): Record<string, Ort.Tensor> =>
    Object.fromEntries(
      all.map(({ past }) => [
        past,
        decoder.empty(shape.dtype, [1, shape.kvHeads, 0, shape.headSize]),
      ]),
    );
  let current = empty();
  let length = 0;
  let marked: { values: Record<string, Ort.Tensor>; length: number } = { values: current, length };
  const dispose = (values: Readonly<Record<string, Ort.Tensor>>): void => {
    for (const value of Object.values(values)) value.dispose();
  };
  const rollBack = (): void => {
    if (current !== marked.values) dispose(current);
    current = marked.values;
    length = marked.length;
  };
  return {
    kind: "growing",
    ahead: 0,
    get length() {
      return length;
    },
    capacity: shape.capacity,
    bytesPerPosition: bytesPerPosition(shape),
    feeds: () => current,
    fetches: () => Object.fromEntries(all.map(({ present }) => [present, null])),
    accept(results, added) {
      const next = Object.fromEntries(
        all.map(({ past, present }) => [past, must(results[present], present)]),
      );
      if (current !== marked.values) dispose(current);
      current = next;
      length += added;
    },
    layers: null,
    resize() {
      invariant(false, "a growing cache is the runtime's own");
    },
    mark() {
      if (marked.values !== current) dispose(marked.values);
      marked = { values: current, length };
    },
    rollBack,
    reset() {
      rollBack();
      dispose(marked.values);
      current = empty();
      length = 0;
      marked = { values: current, length };
    },
    destroy() {
      rollBack();
      dispose(current);
    },
  };
}

/** @throws AppError `context-overflow` when `wanted` positions do not fit. */
export function checkCapacity(
  cache: Pick<KvCache, "capacity">,
  parts: { visual: number; text: number; answer: number },
): void {
  const wanted = parts.visual + parts.text + parts.answer;
  if (wanted <= cache.capacity) return;
  const isTextLong = parts.text > cache.capacity / 2;
  throw new AppError(
    "context-overflow",
    `${parts.visual} visual tokens, ${parts.text} tokens of question and ${parts.answer} of answer make ${wanted}; this model reads at most ${cache.capacity}.`,
    isTextLong
      ? "Ask a shorter question."
      : "Lower the retention, look at fewer frames, or ask a shorter question.",
  );
}

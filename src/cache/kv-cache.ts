// The keys and values of every position so far. Where they lie is the storage's business, of which there are two kinds
// (`static-storage`, `growing-storage`); how many positions count is a number here, so rolling back sets it.

import type * as Ort from "onnxruntime-web";
import { AppError } from "../base/errors.ts";
import { invariant } from "../base/assert.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Feed } from "../model/graph.ts";
import { bytesPerEntry, type EntryShape } from "./entry-shape.ts";

export interface CacheShape {
  /** One position's keys and values. */
  readonly entry: EntryShape;
  /** Numbers of the layers that have keys and values, as the graph's inputs name them. */
  readonly layers: readonly number[];
  /** Most positions that may ever be held: what the context allows. */
  readonly capacity: number;
}

export interface KvCache {
  readonly kind: KvStorage["kind"];
  readonly shape: CacheShape;
  /** Positions held. */
  readonly length: number;
  /** Most positions that may be held. What is allocated is less until they come. */
  readonly capacity: number;
  readonly bytesPerPosition: number;
  /** Positions that the storage has taken GPU memory for; 0 while it has none. */
  readonly allocated: number;
  /**
   * How far the rotary positions of the rows to come are ahead of `length`: dropped tokens leave gaps, a grid counts
   * its steps once. The decoder sets it; `resize` makes it 0, since whoever writes entries by hand places them at
   * contiguous positions.
   */
  ahead: number;
  /**
   * Makes room for so many positions at once, so that a prefill in several runs copies no more than once.
   * @throws AppError `gpu-memory` when the GPU has none; the cache is empty then and holds no memory.
   */
  reserve(positions: number): Promise<void>;
  /** Past values for a run that adds `added` positions. */
  feeds(added: number): Record<string, Feed>;
  /** Where the run shall write; null lets the runtime allocate. Asked after `feeds`. */
  fetches(): Record<string, Ort.Tensor | null>;
  /** Takes the run's outputs; `added` positions are new. */
  accept(results: Readonly<Record<string, Ort.Tensor>>, added: number): void;
  /**
   * Keys and values of each layer for shaders, [1, kv_heads, rows, head_size], with at least `positions` rows (default:
   * those held), of which the first `length` are filled. They are good until the next call of any method here, so ask
   * for them when recording and keep none.
   */
  layers(positions?: number): readonly LayerCache[];
  /** Says how many positions hold entries, when somebody else has written or dropped some. */
  resize(length: number): void;
  /** Remembers the present length, so that `rollBack` can return to it. */
  mark(): void;
  /** Forgets everything after the mark, or everything when there is none. */
  rollBack(): void;
  /** Forgets everything and the mark. What is allocated stays for the next prompt. */
  reset(): void;
  /** Forgets everything and gives the GPU memory back; the cache can be filled again. */
  release(): void;
}

/** One layer's keys and values, each [1, kv_heads, rows, head_size]. */
export interface LayerCache {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Holds entries; `length` is how many positions count at the time of the call. */
export interface KvStorage {
  readonly kind: "static" | "growing";
  readonly rows: number;
  /** @throws AppError `gpu-memory`; what was held is lost then, and all that is left to do is `release`. */
  reserve(length: number, positions: number): Promise<void>;
  feeds(length: number, added: number): Record<string, Feed>;
  fetches(): Record<string, Ort.Tensor | null>;
  /** `total`: the length after the run. */
  accept(results: Readonly<Record<string, Ort.Tensor>>, total: number): void;
  /** Hears that the cache may return to `length` later. */
  mark(length: number): void;
  layers(length: number, positions: number): readonly LayerCache[];
  release(): void;
}

const KINDS = ["key", "value"] as const;

export const cacheNames = (layers: readonly number[]): { past: string; present: string }[] =>
  layers.flatMap((layer) =>
    KINDS.map((kind) => ({
      past: `past_key_values.${layer}.${kind}`,
      present: `present.${layer}.${kind}`,
    })),
  );

/** An empty cache, for which nothing is allocated yet. */
export function createKvCache(shape: CacheShape, storage: KvStorage): KvCache {
  const { capacity } = shape;
  let length = 0;
  let marked = 0;
  const checked = (positions: number): number => {
    invariant(
      positions >= 0 && positions <= capacity,
      `the cache holds ${capacity} positions, not ${positions}`,
    );
    return positions;
  };
  const cache: KvCache = {
    kind: storage.kind,
    shape,
    get length() {
      return length;
    },
    capacity,
    bytesPerPosition: bytesPerEntry(shape.entry),
    get allocated() {
      return storage.rows;
    },
    ahead: 0,
    async reserve(positions) {
      try {
        await storage.reserve(length, checked(positions));
      } catch (thrown) {
        if (thrown instanceof AppError) cache.release();
        throw thrown;
      }
    },
    feeds: (added) => storage.feeds(length, checked(length + added) - length),
    fetches: () => storage.fetches(),
    accept(results, added) {
      length = checked(length + added);
      storage.accept(results, length);
    },
    layers: (positions = length) => storage.layers(length, checked(positions)),
    resize(positions) {
      length = checked(positions);
      marked = Math.min(marked, length);
      cache.ahead = 0;
    },
    mark() {
      marked = length;
      storage.mark(length);
    },
    rollBack() {
      length = marked;
    },
    reset() {
      length = marked = cache.ahead = 0;
    },
    release() {
      cache.reset();
      storage.release();
    },
  };
  return cache;
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

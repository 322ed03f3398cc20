// The keys and values of every position so far. A storage decides where they lie; there are two kinds
// (`static-storage`, `growing-storage`). How many positions count is a number kept here, so rolling back only sets it.

import type * as Ort from "onnxruntime-web";
import { AppError } from "../base/errors.ts";
import { invariant } from "../base/assert.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { Feed } from "../model/graph.ts";
import { bytesPerEntry, type EntryShape } from "./entry-shape.ts";

export interface CacheShape {
  /** The shape of one position's keys and values. */
  readonly entry: EntryShape;
  /** The numbers of the layers that have keys and values, as the graph's inputs name them. */
  readonly layers: readonly number[];
  /** The most positions that may ever be held: the model's context. */
  readonly capacity: number;
}

/** What is held of a decoder, whether its graph is in one piece or cut into several. */
export interface KvCache {
  readonly kind: KvStorage["kind"];
  readonly shape: CacheShape;
  /** The number of positions held. */
  readonly length: number;
  /** The most positions that may be held. Memory is allocated as they come. */
  readonly capacity: number;
  readonly bytesPerPosition: number;
  /** The bytes of the positions held; where a decoder is cut, its parts may hold different numbers of them. */
  readonly heldBytes: number;
  /** The number of positions that GPU memory is allocated for; 0 while there is none. */
  readonly allocated: number;
  /**
   * How far the rotary positions of the next rows are ahead of `length`. Dropped tokens leave gaps, and a grid counts
   * its steps once. The decoder sets it, and so does `resize`.
   */
  ahead: number;
  /**
   * Makes room for so many positions at once, so that a prefill in several runs copies no more than once.
   * @throws AppError `gpu-memory` when the GPU lacks the memory; the cache is then empty and holds none.
   */
  reserve(positions: number): Promise<void>;
  /**
   * Returns the keys and values of each layer for shaders, [1, kv_heads, rows, head_size], with at least `positions`
   * rows (default: those held), of which the first `length` are filled. They are valid until the next call of any
   * method here, so ask for them when recording and do not keep them.
   */
  layers(positions?: number): readonly LayerCache[];
  /**
   * Sets how many positions hold entries, after entries were written or dropped outside the cache, and how far the next row is
   * `ahead` of them (default 0: contiguous).
   */
  resize(length: number, ahead?: number): void;
  /** Remembers the present length, so that `rollBack` can return to it. Drops earlier marks and branches. */
  mark(): void;
  /** Remembers the present length beside the mark, for one branch at a time. */
  branch(): Branch;
  /** Whether it can be rolled back to any length; otherwise only to its mark, a branch, or nothing. */
  readonly canCut: boolean;
  /** The bytes of the states that layers without keys and values carry; 0 where there are none. */
  readonly stateBytes: number;
  /** Returns the states behind the positions held, one after the other. */
  takeStates(): Promise<ArrayBuffer>;
  /** Makes what was taken the states behind the positions held, after entries were written outside the cache. */
  putStates(bytes: ArrayBuffer): void;
  /**
   * Drops everything after the mark, or everything when there is no mark, but for the first `keep` positions after it
   * (default 0): all that are there, or as many as `canCut` allows.
   */
  rollBack(keep?: number): void;
  /** Drops all entries and the mark. What is allocated stays for the next prompt. */
  reset(): void;
  /** Drops everything and frees the GPU memory; the cache can be filled again. */
  release(): void;
}

/** The cache of one graph, which is fed with it. */
export interface GraphCache extends KvCache {
  /** Returns the past values for a run that adds `added` positions. */
  feeds(added: number): Record<string, Feed>;
  /** Returns where the run is to write its outputs; null lets the runtime allocate one. Call it after `feeds`. */
  fetches(): Record<string, Ort.Tensor | null>;
  /** Takes the run's outputs, in which `added` positions are new. */
  accept(results: Readonly<Record<string, Ort.Tensor>>, added: number): void;
}

/** A length to which the cache can return, over and over, while its mark stays where it was. */
export interface Branch {
  /** Drops everything after the branch. */
  rollBack(): void;
  /** Drops the branch alone: the cache stays as long as it is. */
  end(): void;
}

/** One layer's keys and values, each [1, kv_heads, rows, head_size]. */
export interface LayerCache {
  readonly keys: Tensor;
  readonly values: Tensor;
}

/** Holds the entries of a cache; `length` is the number of positions that count at the time of the call. */
export interface KvStorage {
  readonly kind: "static" | "growing";
  /** Whether the positions at the end of any length can be dropped. */
  readonly canCut: boolean;
  readonly rows: number;
  /**
   * Makes room for `positions` positions.
   * @throws AppError `gpu-memory`; the entries are then lost, and only `release` may be called.
   */
  reserve(length: number, positions: number): Promise<void>;
  feeds(length: number, added: number): Record<string, Feed>;
  fetches(): Record<string, Ort.Tensor | null>;
  /** Takes a run's outputs; `total` is the length after the run. */
  accept(results: Readonly<Record<string, Ort.Tensor>>, total: number): void;
  /** Keeps what a later return of the cache to one of these lengths needs; what is kept for others can go. */
  keep(lengths: readonly number[]): void;
  layers(length: number, positions: number): readonly LayerCache[];
  /** What layers without keys and values carry; null where there are none. */
  readonly states: StateStore | null;
  release(): void;
}

/** Copies states out of a storage and back. */
export interface StateStore {
  readonly bytes: number;
  take(length: number): Promise<ArrayBuffer>;
  put(length: number, bytes: ArrayBuffer): void;
}

const KINDS = ["key", "value"] as const;

export const cacheNames = (layers: readonly number[]): { past: string; present: string }[] =>
  layers.flatMap((layer) =>
    KINDS.map((kind) => ({
      past: `past_key_values.${layer}.${kind}`,
      present: `present.${layer}.${kind}`,
    })),
  );

/** Creates an empty cache, for which nothing is allocated yet. */
export function createKvCache(shape: CacheShape, storage: KvStorage): GraphCache {
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
  const cache: GraphCache = {
    kind: storage.kind,
    canCut: storage.canCut,
    shape,
    get length() {
      return length;
    },
    capacity,
    bytesPerPosition: bytesPerEntry(shape.entry),
    get heldBytes() {
      return length * bytesPerEntry(shape.entry);
    },
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
    resize(positions, ahead = 0) {
      length = checked(positions);
      marked = Math.min(marked, length);
      cache.ahead = ahead;
    },
    mark() {
      marked = length;
      storage.keep([marked]);
    },
    branch() {
      const start = length;
      storage.keep([marked, start]);
      return {
        rollBack() {
          length = Math.min(length, start); // less where memory ran out and the cache is empty
        },
        end() {
          storage.keep([marked]);
        },
      };
    },
    stateBytes: storage.states?.bytes ?? 0,
    takeStates: async () => storage.states?.take(length) ?? new ArrayBuffer(0),
    putStates: (bytes) => storage.states?.put(length, bytes),
    rollBack(keep = 0) {
      const kept = Math.min(length, marked + keep);
      invariant(kept === marked || kept === length || storage.canCut, "a state cannot be cut");
      length = kept;
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

/**
 * Checks that `wanted` positions fit.
 * @throws AppError `context-overflow` when they do not.
 */
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

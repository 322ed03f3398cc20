// The memory of a long video (Video-X²L's bi-level cache, on a plain decoder): it is read chunk by chunk, each chunk
// seeing the system prompt and the compact history; of each chunk a detailed set of entries goes to a store and a
// compact one stays on the GPU. For a question the decoder's cache is put together again from both.

import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { assembleCache } from "./assemble.ts";
import type { ChunkSizes } from "./choose-chunks.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { compactCount, compactEntries } from "./compact.ts";
import { createCompactStore } from "./compact-store.ts";
import { bytesPerEntry, createEntryMover, type Entries, type EntryShape } from "./entries.ts";
import { createFrameDigests } from "./frame-digests.ts";
import type { Shares } from "./levels.ts";
import { placeUploaded } from "./place-entries.ts";
import { readChunk, type ChunkToRead, type Score } from "./read-chunk.ts";
import type { CacheView } from "./take-entries.ts";

export type { ChunkToRead, Score } from "./read-chunk.ts";

/** What the memory needs of the decoder; `language` gives it. */
export interface MemoryDecoder {
  /** Appends embeddings [1, S, D] to the cache. */
  append(embeddings: Tensor): Promise<void>;
  readonly cache: {
    readonly length: number;
    readonly capacity: number;
    readonly layers: readonly Entries[] | null;
    resize(length: number): void;
    reset(): void;
  };
  readonly ropeTheta: number;
}

export interface VideoMemory {
  /** What was read, wholly: a chunk is here when its detailed entries are in the store. */
  readonly records: readonly ChunkRecord[];
  readonly shape: EntryShape;
  /** Positions that the system prompt takes. */
  readonly system: number;
  /** Entries of either level, chunk by chunk; the first chunk is detailed at both. */
  sizes(): ChunkSizes[];
  /**
   * Reads the next chunk behind the compact memory, which the cache must hold, and leaves the compact memory there.
   * A chunk that fails can be read again once the compact memory has been assembled.
   * @throws AppError `memory-context` when the cache is full; what the store throws.
   */
  read(chunk: ChunkToRead, score: Score): Promise<ChunkRecord>;
  /** Takes back the next chunk as it was read. The cache stays as it is: assemble when all are here. */
  restore(record: ChunkRecord): Promise<void>;
  /**
   * Fills the decoder's cache, whatever was in it: the system prompt, then every chunk at the level asked for, at
   * contiguous positions. All compact is the state in which the next chunk is read; the caller restores it when the
   * cache was used in between. After a failure the cache holds a part.
   */
  assemble(isLow: readonly boolean[]): Promise<void>;
  /** Mean keys of all frames at position 0, one tensor a layer: float32 [≥ frames, heads, size]. */
  readonly frameKeys: readonly Tensor[];
  /** Their largest and smallest values, channel by channel: float32 [frames, 2 · heads, size]. */
  readonly frameBounds: readonly Tensor[];
  /** Mean tokens of all frames, float32 [≥ frames, 1, D]. */
  readonly frameTokens: Tensor;
  readonly gpuBytes: number;
  /** Gives back the GPU part; the store is the caller's. */
  destroy(): void;
}

export interface MemoryPlan {
  /** Most frames, and most compact entries, that will ever be read. */
  readonly frames: number;
  readonly highEntries: number;
  /** Most bytes of compact entries on the GPU; those of later chunks come from the store. Default: no limit. */
  readonly highBytes?: number | undefined;
  /** D */
  readonly width: number;
  readonly shares: Shares;
  /** 2: each chunk is prefilled behind the detailed and behind the compact history, and each pass chooses its own. */
  readonly passes?: 1 | 2 | undefined;
  /** The compact set has one mean entry a frame among its tokens. */
  readonly prototypes?: boolean | undefined;
  /** The system prompt, [1, S, D]; null for none. */
  readonly system: Tensor | null;
  readonly store: EntryStore;
}

/**
 * The cache holds the system prompt then.
 * @throws AppError `memory-unsupported` when the runtime keeps the cache to itself.
 */
export async function createVideoMemory(
  gpu: Gpu,
  decoder: MemoryDecoder,
  plan: MemoryPlan,
): Promise<VideoMemory> {
  const { cache } = decoder;
  const { store, highBytes = Infinity } = plan;
  const { layers, shape } = openCache(decoder);
  const { heads, size, dtype } = shape;
  const mover = await createEntryMover(gpu, dtype, { theta: decoder.ropeTheta, size });
  const view: CacheView = { gpu, layers, shape, mover };
  const systemRows = plan.system?.dims[1] ?? 0;
  const keys = { layers: layers.length, frames: plan.frames, heads, size, dtype };
  const [keyMeans, keyBounds, tokenMeans] = await Promise.all([
    createFrameDigests(gpu, "mean", keys, "memory/frame-keys"),
    createFrameDigests(gpu, "bounds", keys, "memory/frame-bounds"),
    createFrameDigests(
      gpu,
      "mean",
      { layers: 1, frames: plan.frames, heads: 1, size: plan.width, dtype: "float32" },
      "memory/frame-tokens",
    ),
  ]);
  const compact = createCompactStore(view, {
    system: systemRows,
    // More than fits the context could never be placed.
    entries: Math.min(
      plan.highEntries,
      cache.capacity - systemRows,
      Math.floor(highBytes / bytesPerEntry(shape)),
    ),
  });
  const records: ChunkRecord[] = [];
  let frames = 0;

  const destroy = (): void => {
    compact.destroy();
    keyMeans.destroy();
    keyBounds.destroy();
    tokenMeans.destroy();
    mover.destroy();
  };

  const sizes = (): ChunkSizes[] =>
    records.map((record) => ({
      low: record.levels.low.length,
      high: compactCount(record, shape),
    }));

  const assemble = (isLow: readonly boolean[]): Promise<void> =>
    assembleCache(view, cache, { records, store, compact }, isLow);

  const add = (record: ChunkRecord, high: ArrayBuffer): void => {
    compact.keep(record, high);
    records.push(record);
    frames += record.timesSec.length;
  };

  cache.reset();
  try {
    if (plan.system !== null) await decoder.append(plan.system);
  } catch (thrown) {
    destroy();
    throw thrown;
  }
  compact.takeSystem();
  // As an assembled cache has it: there and back again a key is rounded, and chunks shall see one history.
  cache.resize(0);
  compact.place(cache, 0, 0);

  return {
    records,
    shape,
    system: systemRows,
    frameKeys: keyMeans.layers,
    frameBounds: keyBounds.layers,
    frameTokens: must(tokenMeans.layers[0], "frame tokens"),
    sizes,
    async read(chunk, score) {
      const from = cache.length;
      const at = { index: records.length, toFrame: frames };
      try {
        const parts = { decoder, view, plan, keyMeans, keyBounds, tokenMeans, assemble, sizes };
        const { record, low } = await readChunk(parts, chunk, score, at);
        const high = compactEntries(record, low, shape);
        await store.put(record.index, low);
        cache.resize(from);
        add(record, high);
        placeUploaded(view, cache, high);
        return record;
      } catch (thrown) {
        cache.resize(from);
        throw thrown;
      }
    },
    async restore(record) {
      const { index, timesSec, frameKeys, frameBounds, frameTokens } = record;
      invariant(index === records.length, `chunk ${index} comes behind ${records.length}`);
      const high = record.high ?? compactEntries(record, await store.get(index), shape);
      const at = { toFrame: frames, frames: timesSec.length };
      keyMeans.restore(at, frameKeys);
      keyBounds.restore(at, frameBounds);
      tokenMeans.restore(at, frameTokens);
      add(record, high);
    },
    assemble,
    gpuBytes: [compact, keyMeans, keyBounds, tokenMeans].reduce(
      (sum, each) => sum + each.gpuBytes,
      0,
    ),
    destroy,
  };
}

/** @throws AppError `memory-unsupported`. */
function openCache({ cache: { layers } }: MemoryDecoder): {
  readonly layers: readonly Entries[];
  readonly shape: EntryShape;
} {
  const [first] = layers ?? [];
  if (layers === null || first === undefined) {
    throw new AppError(
      "memory-unsupported",
      "This model's decoder keeps its cache to itself, so a long video cannot be remembered chunk by chunk.",
      "Choose a model whose decoder uses GroupQueryAttention, or ask about fewer frames.",
    );
  }
  const { dims, dtype, label } = first.keys;
  const [, heads, , size] = dims;
  invariant(dtype === "float32" || dtype === "float16", `${label} is ${dtype}, wanted floats`);
  return {
    layers,
    shape: { layers: layers.length, heads: must(heads, "heads"), size: must(size, "size"), dtype },
  };
}

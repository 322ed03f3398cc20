// The memory of a long video (Video-X²L's bi-level cache, on a plain decoder): it is read chunk by chunk, each chunk
// seeing the system prompt and the compact history; of each chunk a detailed set of entries goes to a store and a
// compact one stays on the GPU. For a question the decoder's cache is put together again from both.

import { invariant } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { RotaryOptions } from "../kernels/rotary-phases.ts";
import { assembleCache } from "./assemble.ts";
import type { ChunkSizes } from "./recall/choose-chunks.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { compactCount, pickCompact } from "./compact.ts";
import { createCompactStore } from "./compact-store.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { createEntryMover } from "./entries.ts";
import { uploadDigests } from "./frame-digests.ts";
import { entriesOfEach, type Shares } from "./levels.ts";
import { placeUploaded } from "./place-entries.ts";
import { readChunk, type ChunkToRead, type Score } from "./read-chunk.ts";
import type { CacheView, EntryCache } from "./take-entries.ts";
import { thinnedCount } from "./thin.ts";

export type { ChunkToRead, Score } from "./read-chunk.ts";

/** What the memory needs of the decoder; `language` gives it. */
export interface MemoryDecoder {
  /** Appends embeddings [1, S, D] to the cache. */
  append(embeddings: Tensor): Promise<void>;
  readonly cache: EntryCache;
  /** How its keys are turned by their positions; `findRotation` makes sure. */
  readonly rotation: RotaryOptions;
}

export interface VideoMemory {
  /** What was read, wholly: a chunk is here when its detailed entries are in the store. */
  readonly records: readonly ChunkRecord[];
  readonly shape: EntryShape;
  /** Positions that the system prompt takes. */
  readonly system: number;
  /**
   * Entries that each chunk takes at either level, as of now: the more chunks, the thinner their compact ones. The first
   * chunk is detailed at both.
   */
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
  assemble(isDetailed: readonly boolean[]): Promise<void>;
  /** The same with no chunk in detail: what the next chunk is read behind. */
  assembleCompact(): Promise<void>;
  /** Leaves nothing but the system prompt in the cache. */
  resetToSystemPrompt(): void;
  /**
   * What was kept of all frames, one tensor a layer: `frameKeys` float32 [frames, heads, size], `frameBounds` [frames,
   * 2 · heads, size], `frameTokens` [frames, 1, D] alone. The caller destroys them.
   */
  uploadDigests(kind: "frameKeys" | "frameBounds" | "frameTokens"): Tensor[];
  readonly gpuBytes: number;
  /** Gives back the GPU part; the store is the caller's. */
  destroy(): void;
}

export interface MemoryPlan {
  /** Most compact entries on the GPU; what comes beyond them is read from the store whenever it is wanted. */
  readonly compactCapacity: number;
  /**
   * Most compact entries in the cache, those of the first chunk apart: a longer video's chunks give fewer of them each
   * (at least one). Default: no limit.
   */
  readonly compactLimit?: number | undefined;
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
 * @throws AppError `memory-unsupported` when the cache is of 16 bits and this GPU cannot compute in them.
 */
export async function createVideoMemory(
  gpu: Gpu,
  decoder: MemoryDecoder,
  plan: MemoryPlan,
): Promise<VideoMemory> {
  const { cache } = decoder;
  const shape = cache.shape.entry;
  const { store, compactLimit: mostCompact = Infinity } = plan;
  checkHalves(gpu, shape);
  const mover = await createEntryMover(gpu, shape.dtype, decoder.rotation);
  const view: CacheView = { gpu, cache, shape, mover };
  const systemRows = plan.system?.dims[1] ?? 0;
  const compact = createCompactStore(view, {
    system: systemRows,
    // More than fits the context could never be placed.
    entries: Math.min(plan.compactCapacity, cache.capacity - systemRows),
  });
  const records: ChunkRecord[] = [];

  const destroy = (): void => {
    compact.destroy();
    mover.destroy();
  };

  const each = (): number => entriesOfEach(mostCompact, records.length);

  const sizes = (): ChunkSizes[] =>
    records.map((record) => ({
      detailed: record.levels.detailed.length,
      compact: thinnedCount(record, shape, each()),
    }));

  const compactTotal = (): number => sizes().reduce((sum, { compact }) => sum + compact, 0);

  const assemble = (isDetailed: readonly boolean[]): Promise<void> =>
    assembleCache(view, { records, store, compact }, isDetailed, each());

  const assembleCompact = (): Promise<void> => assemble(records.map(() => false));

  const add = (record: ChunkRecord, entries: ArrayBuffer): void => {
    compact.keep(record, entries);
    records.push(record);
  };

  cache.reset();
  try {
    if (plan.system !== null) await decoder.append(plan.system);
  } catch (thrown) {
    destroy();
    throw thrown;
  }
  compact.takeSystem();
  const resetToSystemPrompt = (): void => {
    cache.resize(0);
    compact.place(0, 0, each());
  };
  // As an assembled cache has it: there and back again a key is rounded, and chunks shall see one history.
  resetToSystemPrompt();

  return {
    records,
    shape,
    system: systemRows,
    uploadDigests(kind) {
      const chunks = records.map((record) => record[kind]);
      const { layers, heads, size } = shape;
      const ofKeys = { layers, heads: kind === "frameBounds" ? 2 * heads : heads, size };
      const ofTokens = { layers: 1, heads: 1, size: plan.width };
      const is = kind === "frameTokens" ? ofTokens : ofKeys;
      return uploadDigests(gpu, chunks, is, `memory/${kind}`);
    },
    sizes,
    async read(chunk, score) {
      const from = cache.length;
      try {
        const parts = { decoder, view, plan, assemble, sizes };
        const { record, detailed } = await readChunk(parts, chunk, score, records.length);
        const entries = pickCompact(record, detailed, shape);
        await store.put(record.index, detailed);
        const before = compactTotal();
        cache.resize(from);
        add(record, entries);
        // Unless others have to give way, the chunk stands behind what is there already.
        if (compactTotal() === before + compactCount(record, shape)) {
          placeUploaded(view, entries);
        } else {
          await assembleCompact();
        }
        return record;
      } catch (thrown) {
        cache.resize(Math.min(from, cache.length)); // a cache that could not grow is empty
        throw thrown;
      }
    },
    async restore(record) {
      const { index } = record;
      invariant(index === records.length, `chunk ${index} comes behind ${records.length}`);
      const entries = record.ownCompact ?? pickCompact(record, await store.get(index), shape);
      add(record, entries);
    },
    assemble,
    assembleCompact,
    resetToSystemPrompt,
    gpuBytes: compact.gpuBytes,
    destroy,
  };
}

/** @throws AppError `memory-unsupported`. */
export function checkHalves(gpu: Gpu, shape: EntryShape): void {
  const refusal = halvesRefusal(gpu, shape);
  if (refusal !== null) throw refusal;
}

/** Graphs on the CPU compute in 16 bits where the GPU's shaders may not; null where both can. */
export function halvesRefusal(gpu: Gpu, { dtype }: EntryShape): AppError | null {
  if (dtype === "float32" || gpu.facts.hasShaderF16) return null;
  return new AppError(
    "memory-unsupported",
    "This model keeps its cache in 16 bits, which this GPU cannot compute in (it has no shader-f16), so a long video cannot be remembered chunk by chunk.",
    "Choose a precision of it that computes in 32 bits (q4 or fp32), or ask about fewer frames.",
  );
}

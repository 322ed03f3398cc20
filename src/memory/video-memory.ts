// The memory of a long video (Video-X²L's bi-level cache, on a plain decoder): it is read chunk by chunk, each chunk
// seeing the system prompt and the compact history; of each chunk a detailed set of entries goes to a store and a
// compact one stays on the GPU. For a question the decoder's cache is put together again from both.

import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { deviceLost } from "../gpu/errors.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { RotaryOptions } from "../kernels/rotary-phases.ts";
import { assembleCache } from "./assemble.ts";
import type { ChunkSizes } from "./recall/choose-chunks.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { compactCount, pickCompact } from "./compact.ts";
import { createCompactStore, type CompactStore } from "./compact-store.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { createEntryMover } from "./entries.ts";
import { uploadDigests } from "./frame-digests.ts";
import { entriesOfEach } from "./levels.ts";
import { placeUploaded } from "./place-entries.ts";
import { readChunk, type ChunkToRead, type ReadingLevels, type Score } from "./read-chunk.ts";
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

/** What a memory is, on whatever device. */
export interface MemoryOptions {
  readonly shape: EntryShape;
  /** D, of the tokens that are read. */
  readonly width: number;
  readonly settings: ReadingLevels;
  readonly store: EntryStore;
  /** Of an earlier reading, whose detailed entries are in the store; default none. */
  readonly records?: readonly ChunkRecord[] | undefined;
}

/** How much room a memory has with one model. */
export interface MemoryRoom {
  /** Most compact entries on the GPU; what comes beyond them is read from the store whenever it is wanted. */
  readonly compactCapacity: number;
  /**
   * Most compact entries in the cache, those of the first chunk apart: a longer video's chunks give fewer of them each
   * (at least one). Default: no limit.
   */
  readonly compactLimit?: number | undefined;
  /** The system prompt, [1, S, D]; null for none. */
  readonly system: Tensor | null;
}

/**
 * The records lie on the host and stay; the compact entries lie on the GPU while the memory is attached to a device and a
 * model. All but `records`, `shape`, `width`, `gpuBytes`, `isAttached` and `detach` need it attached.
 */
export interface VideoMemory {
  /** What was read, wholly: a chunk is here when its detailed entries are in the store. */
  readonly records: readonly ChunkRecord[];
  readonly shape: EntryShape;
  /** D, of the tokens that are read. */
  readonly width: number;
  readonly isAttached: boolean;
  /** 0 while it is not attached. */
  readonly gpuBytes: number;
  /**
   * Runs the system prompt and takes the compact entries of all records to the GPU. The cache holds the system prompt then.
   * @throws AppError `memory-unsupported` when the cache is of 16 bits and this GPU cannot compute in them; `device-lost`
   * when it was detached meanwhile; what the store throws.
   */
  attach(gpu: Gpu, decoder: MemoryDecoder, room: MemoryRoom): Promise<void>;
  /** Gives back the GPU part at once; a chunk that is being read fails. The store is the caller's. */
  detach(): void;
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
   * @throws AppError `memory-context` when the cache is full, `device-lost` when it was detached meanwhile; what the store
   * throws.
   */
  read(chunk: ChunkToRead, score: Score): Promise<ChunkRecord>;
  /**
   * Fills the decoder's cache, whatever was in it: the system prompt, then every chunk at the level asked for, at
   * contiguous positions. After a failure the cache holds a part.
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
}

/** What goes with the device or the model. */
interface GpuPart {
  readonly decoder: MemoryDecoder;
  readonly view: CacheView;
  readonly compact: CompactStore;
  readonly compactLimit: number;
  readonly system: number;
}

export function createVideoMemory(options: MemoryOptions): VideoMemory {
  const { shape, width, settings, store } = options;
  const records = [...(options.records ?? [])];
  for (const [i, { index }] of records.entries()) {
    invariant(index === i, `chunk ${index} comes behind ${i}`);
  }
  let part: GpuPart | null = null;
  let detached = 0;

  const attached = (): GpuPart => must(part, "GPU part of the memory");
  // Work goes on with the part that it began with: what was begun on a lost device must not touch the next one.
  const each = ({ compactLimit }: GpuPart): number => entriesOfEach(compactLimit, records.length);

  const sizes = (of: GpuPart): ChunkSizes[] =>
    records.map((record) => ({
      detailed: record.levels.detailed.length,
      compact: thinnedCount(record, shape, each(of)),
    }));

  const compactTotal = (of: GpuPart): number =>
    sizes(of).reduce((sum, { compact }) => sum + compact, 0);

  const assemble = (to: GpuPart, isDetailed: readonly boolean[]): Promise<void> =>
    assembleCache(to.view, { records, store, compact: to.compact }, isDetailed, each(to));

  const assembleCompact = (to: GpuPart): Promise<void> =>
    assemble(
      to,
      records.map(() => false),
    );

  const reset = (to: GpuPart): void => {
    to.view.cache.resize(0);
    to.compact.place(0, 0, each(to));
  };

  return {
    records,
    shape,
    width,
    get isAttached() {
      return part !== null;
    },
    get gpuBytes() {
      return part?.compact.gpuBytes ?? 0;
    },
    get system() {
      return attached().system;
    },
    async attach(gpu, decoder, { system, compactCapacity, compactLimit = Infinity }) {
      const before = detached;
      checkHalves(gpu, shape);
      const { cache } = decoder;
      const mover = await createEntryMover(gpu, shape.dtype, decoder.rotation);
      const view: CacheView = { gpu, cache, shape, mover };
      const rows = system?.dims[1] ?? 0;
      const compact = createCompactStore(view, {
        system: rows,
        // More than fits the context could never be placed.
        entries: Math.min(compactCapacity, cache.capacity - rows),
      });
      const made: GpuPart = { decoder, view, compact, compactLimit, system: rows };
      try {
        cache.reset();
        if (system !== null) await decoder.append(system);
        compact.takeSystem();
        // As an assembled cache has it: there and back again a key is rounded, and chunks shall see one history.
        reset(made);
        for (const record of records) {
          const { ownCompact, index } = record;
          compact.keep(record, ownCompact ?? pickCompact(record, await store.get(index), shape));
        }
        if (detached !== before) throw deviceLost();
      } catch (thrown) {
        destroy(made);
        throw thrown;
      }
      part = made;
    },
    detach() {
      detached++;
      if (part !== null) destroy(part);
      part = null;
    },
    uploadDigests(kind) {
      const chunks = records.map((record) => record[kind]);
      const { layers, heads, size } = shape;
      const ofKeys = { layers, heads: kind === "frameBounds" ? 2 * heads : heads, size };
      const ofTokens = { layers: 1, heads: 1, size: width };
      const is = kind === "frameTokens" ? ofTokens : ofKeys;
      return uploadDigests(attached().view.gpu, chunks, is, `memory/${kind}`);
    },
    sizes: () => sizes(attached()),
    async read(chunk, score) {
      const mine = attached();
      const { decoder, view, compact, system } = mine;
      const { cache } = view;
      const from = cache.length;
      try {
        const { record, detailed } = await readChunk(
          {
            decoder,
            view,
            settings,
            system,
            assemble: (isDetailed) => assemble(mine, isDetailed),
            sizes: () => sizes(mine),
          },
          chunk,
          score,
          records.length,
        );
        const entries = pickCompact(record, detailed, shape);
        await store.put(record.index, detailed);
        if (part !== mine) throw deviceLost();
        const before = compactTotal(mine);
        cache.resize(from);
        compact.keep(record, entries);
        records.push(record);
        // Unless others have to give way, the chunk stands behind what is there already.
        if (compactTotal(mine) === before + compactCount(record, shape)) {
          placeUploaded(view, entries);
        } else {
          await assembleCompact(mine);
        }
        return record;
      } catch (thrown) {
        cache.resize(Math.min(from, cache.length)); // a cache that could not grow is empty
        throw thrown;
      }
    },
    assemble: async (isDetailed) => assemble(attached(), isDetailed),
    assembleCompact: async () => assembleCompact(attached()),
    resetToSystemPrompt: () => reset(attached()),
  };
}

function destroy({ compact, view }: GpuPart): void {
  compact.destroy();
  view.mover.destroy();
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

// The part of a memory that is freed with the device or the model: the decoder with its cache, and the compact entries on the GPU.

import type { EntryShape } from "../cache/entry-shape.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import type { RotaryOptions } from "../kernels/rotary-phases.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { pickCompact } from "./compact.ts";
import { createCompactStore, type CompactStore } from "./compact-store.ts";
import { createEntryMover } from "./entries.ts";
import { isForgotten } from "./forget.ts";
import { checkHalves } from "./halves.ts";
import type { PlacedPositions } from "./place-positions.ts";
import type { CacheView, EntryCache } from "./take-entries.ts";

/** What the memory needs of the decoder, which `language` provides. */
export interface MemoryDecoder {
  /** Appends embeddings [1, S, D] to the cache, where they are placed; null: behind those before them. */
  append(embeddings: Tensor, place: PlacedPositions | null): Promise<void>;
  readonly cache: EntryCache;
  /** How keys are rotated by their positions; `findRotation` checks it. */
  readonly rotation: RotaryOptions;
}

/** How much room a memory has with one model. */
export interface MemoryRoom {
  /** The most compact entries on the GPU; further ones are read from the store when they are needed. */
  readonly compactCapacity: number;
  /**
   * The most compact entries in the cache, without those of the first chunk: the chunks of a longer video give fewer
   * each (at least one). Default: no limit.
   */
  readonly compactLimit?: number | undefined;
  /** The system prompt, [1, S, D]; null for none. */
  readonly system: Tensor | null;
  /** Whether older chunks are forgotten where there is no room for all (`chooseForgotten`). Default false. */
  readonly isEndless?: boolean | undefined;
}

export interface GpuPart {
  readonly decoder: MemoryDecoder;
  readonly view: CacheView;
  readonly compact: CompactStore;
  readonly compactLimit: number;
  readonly system: number;
  /** The states behind the system prompt; null for a decoder without. */
  readonly systemStates: ArrayBuffer | null;
  readonly isEndless: boolean;
}

/** What a memory has on the host. */
interface HostPart {
  readonly records: readonly ChunkRecord[];
  readonly shape: EntryShape;
  readonly store: EntryStore;
}

/**
 * Runs the system prompt and copies the compact entries of all records to the GPU; the cache holds the system prompt afterwards.
 * @throws AppError `memory-unsupported`, what the store throws.
 */
export async function openGpuPart(
  gpu: Gpu,
  decoder: MemoryDecoder,
  { system, compactCapacity, compactLimit = Infinity, isEndless = false }: MemoryRoom,
  { records, shape, store }: HostPart,
): Promise<GpuPart> {
  checkHalves(gpu, shape);
  const { cache } = decoder;
  const mover = await createEntryMover(gpu, shape.dtype, decoder.rotation);
  const view: CacheView = { gpu, cache, shape, mover };
  const rows = system?.dims[1] ?? 0;
  const compact = createCompactStore(view, {
    system: rows,
    // More than the context could never be placed.
    entries: Math.min(compactCapacity, cache.capacity - rows),
  });
  let part: GpuPart = {
    decoder,
    view,
    compact,
    compactLimit,
    system: rows,
    systemStates: null,
    isEndless,
  };
  try {
    cache.reset();
    if (system !== null) await decoder.append(system, null);
    if (cache.stateBytes > 0) part = { ...part, systemStates: await cache.takeStates() };
    compact.takeSystem();
    // The system prompt's keys make the same trip as in an assembled cache, whose rounding all chunks should see
    // alike.
    resetToSystemPrompt(part);
    for (const record of records) {
      const { ownCompact, index } = record;
      const entries = isForgotten(record)
        ? new ArrayBuffer(0)
        : (ownCompact ?? pickCompact(record, await store.get(index), shape));
      compact.keep(record, entries);
    }
    return part;
  } catch (thrown) {
    destroyGpuPart(part);
    throw thrown;
  }
}

/** Drops everything except the system prompt from the cache. */
export function resetToSystemPrompt({ view, compact, systemStates }: GpuPart): void {
  view.cache.resize(0);
  compact.place(0, 0, []);
  if (systemStates !== null) view.cache.putStates(systemStates);
}

export function destroyGpuPart({ compact, view }: GpuPart): void {
  compact.destroy();
  view.mover.destroy();
}

// The memory of a long video (Video-X²L's bi-level cache, on a plain decoder): it is read chunk by chunk, each chunk
// seeing the system prompt and the compact history; of each chunk a detailed set of entries goes to a store and a
// compact one stays on the GPU. For a question the decoder's cache is put together again from both.

import { invariant, must } from "../base/assert.ts";
import type { Gpu } from "../gpu/device.ts";
import { deviceLost } from "../gpu/errors.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { assembleCache } from "./assemble.ts";
import type { ChunkSizes } from "./recall/choose-chunks.ts";
import type { ChunkRecord, EntryStore } from "./chunk-record.ts";
import { compactCount, detailedRows, pickCompact } from "./compact.ts";
import type { EntryShape } from "../cache/entry-shape.ts";
import { isForgotten } from "./forget.ts";
import { uploadDigests } from "./frame-digests.ts";
import {
  destroyGpuPart,
  openGpuPart,
  resetToSystemPrompt,
  type GpuPart,
  type MemoryDecoder,
  type MemoryRoom,
} from "./gpu-part.ts";
import { makeRoom, storeDetailed } from "./make-room.ts";
import { placeUploaded } from "./place-entries.ts";
import {
  readChunk,
  type ChunkToRead,
  type Level,
  type ReadingLevels,
  type Score,
} from "./read-chunk.ts";
import { setAside, type SetAside } from "./set-aside.ts";
import type { Placing } from "./place-positions.ts";
import { isWithOneMore, planAssembly, type AssemblyPlan, type IsLeftOut } from "./plan-assembly.ts";

export type { MemoryDecoder, MemoryRoom } from "./gpu-part.ts";
export type { ChunkToRead, RowsToRead, Score } from "./read-chunk.ts";

/** What a memory is, independent of the device. */
export interface MemoryOptions {
  readonly shape: EntryShape;
  /** The width D of the tokens that are read. */
  readonly width: number;
  readonly settings: ReadingLevels;
  /** How entries are placed; default: one behind the other. */
  readonly placing?: Placing | undefined;
  readonly store: EntryStore;
  /** The records of an earlier reading, whose detailed entries are in the store; default none. */
  readonly records?: readonly ChunkRecord[] | undefined;
}

/**
 * A memory whose records stay on the host, and whose compact entries are on the GPU while it is attached to a device
 * and a model. All members except `records`, `shape`, `width`, `gpuBytes`, `isAttached` and `detach` need it attached.
 */
export interface VideoMemory {
  /** The chunks that were read completely, whose detailed entries are in the store. */
  readonly records: readonly ChunkRecord[];
  readonly shape: EntryShape;
  /** The width D of the tokens that are read. */
  readonly width: number;
  readonly isAttached: boolean;
  /** The bytes on the GPU; 0 while it is not attached. */
  readonly gpuBytes: number;
  /**
   * Runs the system prompt and copies the compact entries of all records to the GPU. The cache holds the system prompt
   * afterwards.
   * @throws AppError `memory-unsupported` when the cache is of 16 bits and this GPU cannot compute in them;
   * `device-lost` when it was detached meanwhile; what the store throws.
   */
  attach(gpu: Gpu, decoder: MemoryDecoder, room: MemoryRoom): Promise<void>;
  /** Frees the GPU part at once; a chunk that is being read fails. The caller keeps the store. */
  detach(): void;
  /** The positions of the system prompt. */
  readonly system: number;
  /**
   * Returns the entries that each chunk takes at either level at present: the more chunks, the fewer compact ones each.
   * The first chunk is detailed at both.
   */
  sizes(): ChunkSizes[];
  /**
   * Reads the next chunk after the compact memory, which the cache must hold, and leaves the compact memory there. A
   * chunk that fails can be read again once the compact memory has been assembled.
   * @throws AppError `memory-context` when the cache is full, `device-lost` when it was detached meanwhile; what the
   * store throws.
   */
  read(chunk: ChunkToRead, score: Score): Promise<ChunkRecord>;
  /**
   * Fills the decoder's cache, whatever it held: the system prompt, then every chunk at the requested level, at
   * contiguous positions. After a failure the cache holds a part of it. Chunks that `isLeftOut` are not there at all; default
   * none.
   */
  assemble(isDetailed: readonly boolean[], isLeftOut?: (chunk: number) => boolean): Promise<void>;
  /** Assembles with no chunk in detail, which is what the next chunk is read after. */
  assembleCompact(): Promise<void>;
  /** Drops everything except the system prompt from the cache. */
  resetToSystemPrompt(): void;
  /** Keeps the rows of the cache from `from` on, while it is put together anew. The caller destroys them. */
  setAside(from: number): SetAside;
  /**
   * Uploads the digests of all frames, one tensor a layer: `frameKeys` float32 [frames, heads, size], `frameBounds`
   * [frames, 2 · heads, size], `frameTokens` one tensor [frames, 1, D]; and of the newest tokens `newest` [tokens, heads, size].
   * The caller destroys them.
   */
  uploadDigests(kind: "frameKeys" | "frameBounds" | "frameTokens" | "newest"): Tensor[];
}

const IN_A_ROW: Placing = {
  axes: 1,
  positions: "compact",
  grid: { rows: 1, columns: 1 },
  spare: 0,
};

export function createVideoMemory(options: MemoryOptions): VideoMemory {
  const { shape, width, settings, store, placing = IN_A_ROW } = options;
  const records = [...(options.records ?? [])];
  for (const [i, { index }] of records.entries()) {
    invariant(index === i, `chunk ${index} comes behind ${i}`);
  }
  let part: GpuPart | null = null;
  let detached = 0;

  const attached = (): GpuPart => must(part, "GPU part of the memory");
  // Work continues with the part that it began with, because what was begun on a lost device must not use the next one.
  const plan = (
    { system, compactLimit: limit }: GpuPart,
    isDetailed: readonly boolean[],
    isLeftOut?: IsLeftOut,
  ): AssemblyPlan =>
    planAssembly(records, { shape, system, limit, placing }, isDetailed, isLeftOut);
  const planAt = (of: GpuPart, history: Level): AssemblyPlan =>
    plan(
      of,
      records.map(() => history === "detailed"),
    );

  const assemble = (to: GpuPart, planned: AssemblyPlan): Promise<void> => {
    const { view, compact, systemStates } = to;
    const states = records.at(-1)?.states ?? systemStates;
    return assembleCache(view, { records, store, compact, states }, planned);
  };

  const assembleCompact = (to: GpuPart): Promise<void> => assemble(to, planAt(to, "compact"));

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
    async attach(gpu, decoder, room) {
      const before = detached;
      const made = await openGpuPart(gpu, decoder, room, { records, shape, store });
      if (detached !== before) {
        destroyGpuPart(made);
        throw deviceLost();
      }
      part = made;
    },
    detach() {
      detached++;
      if (part !== null) destroyGpuPart(part);
      part = null;
    },
    uploadDigests(kind) {
      const chunks = records.map((record) =>
        kind === "newest" ? (record.newest?.keys ?? new Float32Array()) : record[kind],
      );
      const { layers, heads, size } = shape;
      const ofKeys = { layers, heads: kind === "frameBounds" ? 2 * heads : heads, size };
      const ofTokens = { layers: 1, heads: 1, size: width };
      const is = kind === "frameTokens" ? ofTokens : ofKeys;
      return uploadDigests(attached().view.gpu, chunks, is, `memory/${kind}`);
    },
    sizes() {
      const { chunks } = planAt(attached(), "compact");
      return records.map((record, i) => ({
        detailed: isForgotten(record) ? 0 : detailedRows(record).length,
        compact: must(chunks[i], "plan").places.length,
      }));
    },
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
            plan: (history) => planAt(mine, history),
            assemble: (planned) => assemble(mine, planned),
          },
          chunk,
          score,
          records.length,
        );
        const entries = pickCompact(record, detailed, shape);
        const held = { records, store, ...mine };
        const wentForStore = await storeDetailed(held, record.index, detailed);
        const wentForRoom = await makeRoom(held, compactCount(record, shape));
        if (part !== mine) throw deviceLost();
        const before = planAt(mine, "compact");
        cache.resize(from);
        compact.keep(record, entries);
        // Hours of a video have many chunks, and states are large.
        const [earlier] = records.slice(-1);
        if (earlier !== undefined && earlier.states !== null) {
          records.splice(-1, 1, { ...earlier, states: null });
        }
        records.push(record);
        // Unless other chunks must give fewer entries, this chunk is added after what is there already.
        const after = planAt(mine, "compact");
        const hasForgotten = wentForStore || wentForRoom;
        if (!hasForgotten && isWithOneMore(before, after, compactCount(record, shape))) {
          placeUploaded(view, entries, must(after.chunks.at(-1), "plan").positions);
          cache.resize(cache.length, after.cursor.next - cache.length);
          if (record.states !== null) cache.putStates(record.states);
        } else {
          await assembleCompact(mine);
        }
        return record;
      } catch (thrown) {
        cache.resize(Math.min(from, cache.length)); // the cache is empty when it could not grow
        throw thrown;
      }
    },
    async assemble(isDetailed, isLeftOut) {
      const mine = attached();
      await assemble(mine, plan(mine, isDetailed, isLeftOut));
    },
    assembleCompact: async () => assembleCompact(attached()),
    resetToSystemPrompt: () => resetToSystemPrompt(attached()),
    setAside: (from) => setAside(attached().view, from),
  };
}

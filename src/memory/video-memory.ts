// The memory of a long video (Video-X²L's bi-level cache, on a plain decoder): it is read chunk by chunk, each chunk
// seeing the system prompt and the compact history; of each chunk a detailed set of entries goes to the host and a
// compact one stays on the GPU. For a question the decoder's cache is put together again from both.

import { invariant, must } from "../base/assert.ts";
import { AppError } from "../base/errors.ts";
import type { Gpu } from "../gpu/device.ts";
import { readBytes } from "../gpu/readback.ts";
import { createRecorder, type Recorder } from "../gpu/recorder.ts";
import { createTensor, tensorFrom, type Tensor } from "../gpu/tensor.ts";
import { encodeFrameKeys, FRAME_KEYS } from "../kernels/frame-keys.ts";
import { realOf } from "../kernels/real-of.ts";
import type { ChunkSizes } from "./choose-chunks.ts";
import {
  createEntries,
  createEntryMover,
  destroyEntries,
  type Entries,
  type EntryShape,
} from "./entries.ts";
import type { Levels } from "./levels.ts";

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

export interface ChunkMemory {
  readonly index: number;
  /** Of the chunk's frames, seconds. */
  readonly timesSec: readonly number[];
  /** Tokens read, before any was dropped. */
  readonly tokens: number;
  readonly levels: Levels;
  /** Detailed entries, [layers, keys and values, heads, low, size], keys at position 0. */
  readonly low: ArrayBuffer;
  /** Where its compact entries begin in the store. */
  readonly highRow: number;
}

export interface VideoMemory {
  readonly chunks: readonly ChunkMemory[];
  /** Entries of either level, chunk by chunk; the first chunk is detailed at both. */
  sizes(): ChunkSizes[];
  /** Positions that the system prompt takes. */
  readonly system: number;
  /** Reads frames [F, N, D] of one chunk and keeps what `levels` says of its F · N tokens. */
  read(frames: Tensor, timesSec: readonly number[], levels: Levels): Promise<ChunkMemory>;
  /**
   * Fills the decoder's cache, whatever was in it: the system prompt, then every chunk at the level asked for, at
   * contiguous positions. All compact is the state in which the next chunk is read; the caller restores it when the
   * cache was used in between.
   */
  assemble(isLow: readonly boolean[]): void;
  /** Mean keys of all frames at position 0, one tensor a layer: float32 [frames, heads, size]. */
  readonly frameKeys: readonly Tensor[];
  readonly bytes: { readonly gpu: number; readonly host: number };
  destroy(): void;
}

export interface MemoryPlan {
  /** Most frames, and most compact entries, that will ever be read. */
  readonly frames: number;
  readonly highEntries: number;
  /** The system prompt, [1, S, D]; null for none. */
  readonly system: Tensor | null;
}

/** @throws AppError `memory-unsupported` when the runtime keeps the cache to itself. */
export async function createVideoMemory(
  gpu: Gpu,
  decoder: MemoryDecoder,
  plan: MemoryPlan,
): Promise<VideoMemory> {
  const { cache } = decoder;
  const { layers } = cache;
  const [first] = layers ?? [];
  if (layers === null || first === undefined) {
    throw new AppError(
      "memory-unsupported",
      "This model's decoder keeps its cache to itself, so a long video cannot be remembered chunk by chunk.",
      "Choose a model whose decoder uses GroupQueryAttention, or ask about fewer frames.",
    );
  }
  const [, heads = 0, , size = 0] = first.keys.dims;
  const shape: EntryShape = { heads, size, dtype: first.keys.dtype };
  const mover = await createEntryMover(gpu, first.keys, { theta: decoder.ropeTheta, size });
  const frameMeans = await gpu.kernels.load(FRAME_KEYS, {}, realOf(first.keys));
  const systemRows = plan.system?.dims[1] ?? 0;
  const storeRows = systemRows + plan.highEntries;
  const store = layers.map((_, i) => createEntries(gpu, shape, storeRows, `memory/high-${i}`));
  const frameKeys = layers.map((_, i) =>
    createTensor(gpu, [plan.frames, heads, size], "float32", `memory/frame-keys-${i}`),
  );
  const chunks: ChunkMemory[] = [];
  let frames = 0;
  let highRows = systemRows;
  let hostBytes = 0;

  const submit = (label: string, record: (recorder: Recorder) => void): void => {
    const recorder = createRecorder(gpu, label);
    record(recorder);
    recorder.submit();
  };

  /** Compact entries of `count` rows of the store, from `fromRow` on, at the end of the cache. */
  const appendHigh = (fromRow: number, count: number): void => {
    if (count === 0) return;
    const toRow = cache.length;
    const rows = Array.from({ length: count }, (_, k) => fromRow + k);
    const placed = mover.plan(rows, (k) => toRow + k);
    for (const [i, layer] of layers.entries()) {
      submit("memory/place-high", (to) =>
        mover.move(to, placed, must(store[i], "store"), layer, toRow),
      );
    }
    placed.destroy();
    cache.resize(toRow + count);
  };

  const appendLow = ({ levels, low }: ChunkMemory): void => {
    const count = levels.low.length;
    const toRow = cache.length;
    const rows = Array.from({ length: count }, (_, k) => k);
    const placed = mover.plan(rows, (k) => toRow + k);
    const bytes = low.byteLength / layers.length / 2;
    for (const [i, layer] of layers.entries()) {
      const entries = createEntries(gpu, shape, count, "memory/low");
      gpu.device.queue.writeBuffer(entries.keys.buffer, 0, low, 2 * i * bytes, bytes);
      gpu.device.queue.writeBuffer(entries.values.buffer, 0, low, (2 * i + 1) * bytes, bytes);
      submit("memory/place-low", (to) => mover.move(to, placed, entries, layer, toRow));
      destroyEntries(entries);
    }
    placed.destroy();
    cache.resize(toRow + count);
  };

  cache.reset();
  if (plan.system !== null) {
    await decoder.append(plan.system);
    const rows = Array.from({ length: systemRows }, (_, k) => k);
    const taken = mover.plan(rows, (k) => -k);
    for (const [i, layer] of layers.entries()) {
      submit("memory/take-system", (to) =>
        mover.move(to, taken, layer, must(store[i], "store"), 0),
      );
    }
    taken.destroy();
  }

  return {
    chunks,
    system: systemRows,
    frameKeys,
    sizes: () =>
      chunks.map(({ levels, index }) => ({
        low: levels.low.length,
        high: index === 0 ? levels.low.length : levels.high.length,
      })),
    async read(tokens, timesSec, levels) {
      const [frameCount = 0, perFrame = 0, width = 0] = tokens.dims;
      const count = frameCount * perFrame;
      const from = cache.length;
      invariant(
        timesSec.length === frameCount && (levels.low.at(-1) ?? 0) < count,
        `a chunk of ${frameCount} frames has ${timesSec.length} times`,
      );
      if (from + count > cache.capacity) {
        throw new AppError(
          "memory-context",
          `The compact memory of ${frames} frames and the next ${frameCount} take ${from + count} places; this model reads at most ${cache.capacity}.`,
          "What was read can be asked about. Read at a lower rate, or compress further, to reach the end.",
        );
      }
      await decoder.append({ ...tokens, dims: [1, count, width] });

      // Back to position 0: all rows for the frames' means, then the detailed ones for the host.
      const kept = levels.low.length;
      const all = mover.plan(
        Array.from({ length: count }, (_, k) => from + k),
        (k) => -(from + k),
      );
      const keptRows = mover.plan(levels.low, () => 0);
      const keptValues = mover.plan(
        Array.from(levels.low, (token) => from + token),
        () => 0,
      );
      const isFirst = chunks.length === 0;
      const high = isFirst ? [...levels.low.keys()] : [...levels.high];
      const highPlan = mover.plan(high, () => 0);
      const starts = tensorFrom(
        gpu,
        Uint32Array.from({ length: frameCount + 1 }, (_, t) => t * perFrame),
        [frameCount + 1],
        "memory/frame-starts",
      );
      const straight = createTensor(gpu, [1, heads, count, size], shape.dtype, "memory/straight");
      const low = createEntries(gpu, shape, kept, "memory/low");
      const piece = heads * kept * size;
      const host = createTensor(gpu, [layers.length, 2, piece], shape.dtype, "memory/to-host");
      for (const [i, layer] of layers.entries()) {
        submit("memory/take-chunk", (to) => {
          mover.moveKeys(to, all, layer.keys, straight, 0);
          encodeFrameKeys(
            gpu,
            to,
            frameMeans,
            { frames: frameCount, toFrame: frames },
            { keys: straight, starts, means: must(frameKeys[i], "frame keys") },
          );
          mover.copy(to, keptRows, straight, low.keys, 0);
          mover.copy(to, keptValues, layer.values, low.values, 0);
          const compact = must(store[i], "store");
          mover.copy(to, highPlan, low.keys, compact.keys, highRows);
          mover.copy(to, highPlan, low.values, compact.values, highRows);
          to.copy(low.keys, host, { toElement: 2 * i * piece, count: piece });
          to.copy(low.values, host, { toElement: (2 * i + 1) * piece, count: piece });
        });
      }
      const bytes = await readBytes(gpu, host);
      for (const one of [all, keptRows, keptValues, highPlan, starts, straight, host])
        one.destroy();
      destroyEntries(low);

      const chunk: ChunkMemory = {
        index: chunks.length,
        timesSec: [...timesSec],
        tokens: count,
        levels,
        low: bytes,
        highRow: highRows,
      };
      chunks.push(chunk);
      frames += frameCount;
      hostBytes += bytes.byteLength;
      cache.resize(from);
      appendHigh(highRows, high.length);
      highRows += high.length;
      return chunk;
    },
    assemble(isLow) {
      cache.resize(0);
      // Compact chunks that follow each other lie side by side in the store: one copy for all of them.
      let fromRow = 0;
      for (const chunk of chunks) {
        // The first chunk's compact entries are its detailed ones.
        if (isLow[chunk.index] !== true || chunk.index === 0) continue;
        appendHigh(fromRow, chunk.highRow - fromRow);
        appendLow(chunk);
        fromRow = chunk.highRow + chunk.levels.high.length;
      }
      appendHigh(fromRow, highRows - fromRow);
    },
    get bytes() {
      const gpuBytes = [
        ...store.flatMap(({ keys, values }) => [keys, values]),
        ...frameKeys,
      ].reduce((sum, { buffer }) => sum + buffer.size, 0);
      return { gpu: gpuBytes, host: hostBytes };
    },
    destroy() {
      store.forEach(destroyEntries);
      for (const keys of frameKeys) keys.destroy();
      mover.destroy();
    },
  };
}

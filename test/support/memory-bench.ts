// A memory on the embedded decoder, fed with random tokens: for tests of what the memory does with entries.

import { afterAll, beforeAll } from "vitest";
import type { Gpu } from "../../src/gpu/device.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { createHostStore } from "./host-store.ts";
import type { Shares } from "../../src/memory/levels.ts";
import {
  createVideoMemory,
  type ChunkToRead,
  type MemoryOptions,
  type MemoryRoom,
  type Score,
  type VideoMemory,
} from "../../src/memory/video-memory.ts";
import { readConfig } from "../../src/model/config.ts";
import { openFolder } from "../../src/model/folder.ts";
import { rotatedReference } from "../reference/rotate-keys.ts";
import { EMBEDDED, openDecoder, type DecoderOptions } from "./model.ts";
import { seededNormals } from "./random.ts";

export const WIDTH = 128;
export const [FRAMES, PER_FRAME] = [3, 12];
export const COUNT = FRAMES * PER_FRAME;
export const CHUNKS = 4;
export const WIDE = 12;
/** Of the embedded decoder's cache. */
export const [LAYERS, HEADS, SIZE] = [4, 2, 32];
const QUESTION = [5, 6, 7, 8];

/** Other ones for each chunk. */
export const randomScores = (chunk: number): Float32Array<ArrayBuffer> =>
  seededNormals(COUNT, 100 + chunk);

/** Of one head of one layer, [COUNT][SIZE]. */
export interface HeadEntries {
  readonly keys: number[][];
  readonly values: number[][];
}

export type BenchOptions = Partial<Omit<MemoryRoom, "system">> &
  Partial<Pick<MemoryOptions, "store" | "records">> &
  Omit<MemoryOptions["settings"], "shares">;

export interface MemoryBench {
  readonly decoder: Decoder;
  /** Three text tokens, [1, 3, WIDTH]. */
  readonly system: Tensor;
  /** Of the chunks, [FRAMES, PER_FRAME, WIDTH]. */
  readonly tensors: readonly Tensor[];
  readonly append: (embeddings: Tensor) => Promise<void>;
  /** Logits behind what the cache holds. */
  readonly ask: () => Promise<Float32Array>;
  /** Keys and values of the positions that the cache holds, [layers, keys and values, heads, length, size]. */
  readonly cached: () => Promise<Float32Array>;
  /** The last COUNT of them, head by head of all layers, keys turned back to position 0 in f64. */
  readonly cachedChunk: () => Promise<HeadEntries[]>;
  readonly chunk: (index: number) => ChunkToRead;
  /** One of WIDE frames, to fill the cache with few. */
  readonly wide: ChunkToRead;
  /** `randomScores`. */
  readonly scores: (chunk: number) => Score;
  /** With room for all chunks. */
  readonly attach: (memory: VideoMemory, room?: Partial<MemoryRoom>) => Promise<void>;
  readonly open: (shares: Shares, more?: BenchOptions) => Promise<VideoMemory>;
  /** All chunks. */
  readonly read: (detailed: number, compact: number, more?: BenchOptions) => Promise<VideoMemory>;
}

/** By default with the cache that the page has. */
export function useMemoryBench(
  gpu: () => Gpu,
  kind: "static" | "growing" = "static",
  options?: Pick<DecoderOptions, "runtime" | "capacity">,
): () => MemoryBench {
  let bench: MemoryBench | undefined;
  let close: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const { decoder, release } = await openDecoder(gpu(), kind, options);
    const { text } = await readConfig(openFolder(EMBEDDED));
    const system = await decoder.embed([933, 1, 2]);
    const tensors = Array.from({ length: CHUNKS }, (_, i) => {
      const values = seededNormals(COUNT * WIDTH, i + 1, 0.3);
      return tensorFrom(gpu(), values, [FRAMES, PER_FRAME, WIDTH], `test/chunk-${i}`);
    });
    const append = async (embeddings: Tensor): Promise<void> => {
      (await decoder.forward(embeddings)).destroy();
    };
    const { cache } = decoder;
    const rotation = { theta: text.ropeTheta, rotarySize: SIZE };
    const attach: MemoryBench["attach"] = (memory, room) =>
      memory.attach(
        gpu(),
        { cache, rotation, append },
        { compactCapacity: CHUNKS * COUNT, system, ...room },
      );
    const open: MemoryBench["open"] = async (shares, more = {}) => {
      const { store = createHostStore(), records, passes, prototypes, ...room } = more;
      const settings = { shares, passes, prototypes };
      const memory = createVideoMemory({
        shape: cache.shape.entry,
        width: WIDTH,
        settings,
        store,
        records,
      });
      await attach(memory, room);
      return memory;
    };
    const scores: MemoryBench["scores"] = (i) => () => Promise.resolve(randomScores(i));
    const wide = tensorFrom(
      gpu(),
      seededNormals(WIDE * PER_FRAME * WIDTH, 9, 0.3),
      [WIDE, PER_FRAME, WIDTH],
      "test/wide-chunk",
    );
    const chunk: MemoryBench["chunk"] = (i) => ({
      tokens: tensors[i]!,
      timesSec: Array.from({ length: FRAMES }, (_, t) => i * FRAMES + t),
    });
    bench = {
      decoder,
      system,
      tensors,
      append,
      attach,
      async ask() {
        const embeddings = await decoder.embed(QUESTION);
        const logits = await decoder.forward(embeddings);
        const values = await readFloats(gpu(), logits);
        embeddings.destroy();
        logits.destroy();
        return values;
      },
      cached: () => readCache(gpu(), decoder.cache),
      async cachedChunk() {
        const { length } = decoder.cache;
        return splitHeads(await readCache(gpu(), decoder.cache), length, text.ropeTheta);
      },
      chunk,
      wide: { tokens: wide, timesSec: Array.from({ length: WIDE }, (_, t) => t) },
      scores,
      open,
      async read(detailed, compact, more) {
        const memory = await open({ detailed, compact }, more);
        for (let i = 0; i < CHUNKS; i++) await memory.read(chunk(i), scores(i));
        return memory;
      },
    };
    close = async () => {
      system.destroy();
      wide.destroy();
      for (const tensor of tensors) tensor.destroy();
      await release();
    };
  });
  afterAll(() => close?.());
  return () => {
    if (bench === undefined) throw new Error("The decoder did not open.");
    return bench;
  };
}

async function readCache(gpu: Gpu, cache: Decoder["cache"]): Promise<Float32Array> {
  const { length } = cache;
  const piece = length * SIZE;
  const entries = new Float32Array(LAYERS * 2 * HEADS * piece);
  let to = 0;
  for (const tensor of cache.layers().flatMap(({ keys, values }) => [keys, values])) {
    const rows = tensor.dims[2]!;
    const all = await readFloats(gpu, tensor);
    for (let head = 0; head < HEADS; head++, to += piece) {
      entries.set(all.subarray(head * rows * SIZE).subarray(0, piece), to);
    }
  }
  return entries;
}

function splitHeads(entries: Float32Array, length: number, theta: number): HeadEntries[] {
  const rows = (layer: number, part: 0 | 1, head: number): number[][] =>
    Array.from({ length: COUNT }, (_, k) => {
      const plane = (layer * 2 + part) * HEADS + head;
      const at = (plane * length + length - COUNT + k) * SIZE;
      return Array.from(entries.subarray(at, at + SIZE));
    });
  const from = length - COUNT;
  return Array.from({ length: LAYERS * HEADS }, (_, i) => {
    const [layer, head] = [Math.floor(i / HEADS), i % HEADS];
    return {
      keys: rows(layer, 0, head).map((key, k) =>
        rotatedReference(key, [-(from + k)], { theta, rotarySize: SIZE }),
      ),
      values: rows(layer, 1, head),
    };
  });
}

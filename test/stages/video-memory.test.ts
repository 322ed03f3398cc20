// The memory of a long video on the embedded decoder. T1, T4, T5 of our plan for Video-X²L, and the order of things.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { tensorFrom, type Tensor } from "../../src/gpu/tensor.ts";
import type { Decoder } from "../../src/language/decoder.ts";
import { bestLevels, type Levels } from "../../src/memory/levels.ts";
import {
  createVideoMemory,
  type MemoryDecoder,
  type VideoMemory,
} from "../../src/memory/video-memory.ts";
import { readConfig } from "../../src/model/config.ts";
import { openFolder } from "../../src/model/folder.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import { EMBEDDED, openDecoder } from "../support/model.ts";
import { seededNormals } from "../support/random.ts";
import { LOGITS } from "../tolerance.ts";

const gpu = useGpu();
const WIDTH = 128;
const [FRAMES, PER_FRAME] = [3, 12];
const COUNT = FRAMES * PER_FRAME;
const CHUNKS = 4;
const QUESTION = [5, 6, 7, 8];

describe("the memory of a long video", () => {
  let decoder: Decoder;
  let release: () => Promise<void>;
  let memoryDecoder: MemoryDecoder;
  let system: Tensor;
  const tensors: Tensor[] = [];

  beforeAll(async () => {
    ({ decoder, release } = await openDecoder(gpu(), "static"));
    const { text } = await readConfig(openFolder(EMBEDDED));
    memoryDecoder = {
      cache: decoder.cache,
      ropeTheta: text.ropeTheta,
      async append(embeddings) {
        (await decoder.forward(embeddings)).destroy();
      },
    };
    system = await decoder.embed([933, 1, 2]);
    for (let i = 0; i < CHUNKS; i++) {
      const values = seededNormals(COUNT * WIDTH, i + 1).map((value) => value * 0.3);
      tensors.push(tensorFrom(gpu(), values, [FRAMES, PER_FRAME, WIDTH], `test/chunk-${i}`));
    }
  });
  afterAll(async () => {
    system.destroy();
    for (const tensor of tensors) tensor.destroy();
    await release();
  });

  const ask = async (): Promise<Float32Array> => {
    const embeddings = await decoder.embed(QUESTION);
    const logits = await decoder.forward(embeddings);
    const values = await readFloats(gpu(), logits);
    embeddings.destroy();
    logits.destroy();
    return values;
  };

  const shares = (low: number, high: number) => (i: number) =>
    bestLevels(seededNormals(COUNT, 100 + i), { low, high });

  const read = async (levels: (chunk: number) => Levels): Promise<VideoMemory> => {
    const plan = { frames: CHUNKS * FRAMES, highEntries: CHUNKS * COUNT, system };
    const memory = await createVideoMemory(gpu(), memoryDecoder, plan);
    for (const [i, tokens] of tensors.entries()) {
      const times = Array.from({ length: FRAMES }, (_, t) => i * FRAMES + t);
      await memory.read(tokens, times, levels(i));
    }
    return memory;
  };

  it("T1: without compression is the plain prefill, whichever chunks are shown in detail", async () => {
    decoder.cache.reset();
    await memoryDecoder.append(system);
    for (const tokens of tensors)
      await memoryDecoder.append({ ...tokens, dims: [1, COUNT, WIDTH] });
    const want = await ask();
    const memory = await read(shares(1, 1));
    expect(decoder.cache.length).toBe(3 + CHUNKS * COUNT);
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    for (const isLow of [
      [false, false, false, false],
      [true, true, true, true],
      [true, false, true, false],
    ]) {
      memory.assemble(isLow);
      expect(decoder.cache.length).toBe(3 + CHUNKS * COUNT);
      expect(differs(await ask(), want, LOGITS)).toBeNull();
    }
    memory.destroy();
  });

  it("T4: keeps as many entries of each chunk as its level says, the first chunk in detail at both", async () => {
    const memory = await read(shares(1 / 2, 1 / 6));
    expect(memory.sizes()).toEqual([
      { low: 18, high: 18 },
      { low: 18, high: 6 },
      { low: 18, high: 6 },
      { low: 18, high: 6 },
    ]);
    expect(decoder.cache.length).toBe(3 + 18 + 3 * 6);
    memory.assemble([true, false, true, true]);
    expect(decoder.cache.length).toBe(3 + 18 + 6 + 18 + 18);
    for (const { levels, low } of memory.chunks) {
      expect(low.byteLength).toBe(4 * 2 * 2 * levels.low.length * 32 * 4);
    }
    memory.destroy();
  });

  it("shows a chunk as it was read: its detailed entries are those of the cache it was read into", async () => {
    // One chunk behind the system prompt: all of its tokens, then half of them.
    const half = shares(1 / 2, 1 / 6)(0);
    decoder.cache.reset();
    await memoryDecoder.append(system);
    await memoryDecoder.append({ ...tensors[0]!, dims: [1, COUNT, WIDTH] });
    const { keys, values } = decoder.cache.layers![1]!;
    const capacity = decoder.cache.capacity;
    const row = (all: Float32Array, head: number, at: number) =>
      all.slice((head * capacity + at) * 32, (head * capacity + at + 1) * 32);
    const [allKeys, allValues] = [await readFloats(gpu(), keys), await readFloats(gpu(), values)];
    const memory = await createVideoMemory(gpu(), memoryDecoder, {
      frames: FRAMES,
      highEntries: COUNT,
      system,
    });
    await memory.read(tensors[0]!, [0, 1, 2], half);
    const [gotKeys, gotValues] = [await readFloats(gpu(), keys), await readFloats(gpu(), values)];
    for (const head of [0, 1]) {
      for (const [place, token] of half.low.entries()) {
        const wantValue = row(allValues, head, 3 + token);
        expect(differs(row(gotValues, head, 3 + place), wantValue, LOGITS)).toBeNull();
        // Turned back by as much as it has moved.
        const turned = rotate(row(allKeys, head, 3 + token), place - token);
        expect(differs(row(gotKeys, head, 3 + place), turned, LOGITS)).toBeNull();
      }
    }
    memory.destroy();
  });

  it("T5: answers the same whatever was asked before, and two memories do not mix", async () => {
    const memory = await read(shares(1 / 2, 1 / 6));
    const asked = async (isLow: boolean[]) => {
      memory.assemble(isLow);
      return ask();
    };
    const [one, other] = [
      [true, false, true, true],
      [true, true, false, true],
    ];
    const first = await asked(one);
    const second = await asked(other);
    expect(await asked(one)).toEqual(first);
    expect(await asked(other)).toEqual(second);
    expect(differs(first, second, LOGITS)).not.toBeNull();
    const stranger = await read(shares(1 / 3, 1 / 12));
    stranger.assemble([true, true, true, true]);
    await ask();
    expect(await asked(one)).toEqual(first);
    stranger.destroy();
    memory.destroy();
  });

  it("says when the context is full, and keeps what was read", async () => {
    const memory = await createVideoMemory(gpu(), memoryDecoder, {
      frames: 100,
      highEntries: 1000,
      system,
    });
    const all = shares(1, 1);
    await expect(
      (async () => {
        for (let i = 0; i < 30; i++) await memory.read(tensors[0]!, [0, 1, 2], all(0));
      })(),
    ).rejects.toMatchObject({ code: "memory-context" });
    expect(memory.chunks.length).toBe(14);
    memory.assemble(memory.chunks.map(() => false));
    expect(decoder.cache.length).toBe(3 + 14 * COUNT);
    await ask();
    memory.destroy();
  });

  it("leaves no buffer behind", async () => {
    const before = gpu().ledger.liveBuffers;
    const memory = await read(shares(1 / 2, 1 / 6));
    memory.assemble([true, true, true, true]);
    memory.destroy();
    expect(gpu().ledger.liveBuffers).toBe(before);
  });
});

/** R(by) of one key of 32 channels, θ = 10,000 or what the model says; in f64. */
function rotate(key: Float32Array, by: number, theta = 10_000): Float32Array {
  const half = key.length / 2;
  return key.map((_, i) => {
    const pair = i % half;
    const angle = by * theta ** ((-2 * pair) / key.length);
    const [x, y] = [key[pair]!, key[pair + half]!];
    return i < half
      ? x * Math.cos(angle) - y * Math.sin(angle)
      : y * Math.cos(angle) + x * Math.sin(angle);
  });
}

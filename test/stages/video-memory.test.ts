// The memory of a long video on the embedded decoder.

import { describe, expect, it } from "vitest";
import { readFloats } from "../../src/gpu/readback.ts";
import { pickEntries } from "../../src/memory/compact.ts";
import { createHostStore } from "../support/host-store.ts";
import { bestLevels } from "../../src/memory/levels.ts";
import { differs } from "../support/differs.ts";
import { useGpu } from "../support/gpu.ts";
import type { ChunkToRead } from "../../src/memory/video-memory.ts";
import {
  CHUNKS,
  COUNT,
  HEADS,
  randomScores,
  SIZE,
  useMemoryBench,
  WIDTH,
  PER_FRAME,
  WIDE,
} from "../support/memory-bench.ts";
import { EXACT, LOGITS } from "../tolerance.ts";

const gpu = useGpu();

describe.each([
  ["static", "webgpu"],
  ["growing", "wasm"], // on WebGPU: cache-kinds.test.ts
] as const)("the memory of a long video in a %s cache on %s", (kind, runtime) => {
  // Half the places that the model has are filled in half the time.
  const bench = useMemoryBench(gpu, kind, { runtime, capacity: 256 });
  const narrow = (): ChunkToRead => {
    const { tokens, timesSec } = bench().wide;
    const dims = [WIDE / 2, PER_FRAME, WIDTH];
    return { tokens: { ...tokens, dims }, timesSec: timesSec.slice(0, WIDE / 2) };
  };

  it("without compression is the plain prefill, whichever chunks are shown in detail", async () => {
    const { decoder, append, ask, read, system, tensors } = bench();
    decoder.cache.reset();
    await append(system);
    for (const tokens of tensors) await append({ ...tokens, dims: [1, COUNT, WIDTH] });
    const want = await ask();
    const memory = await read(1, 1);
    expect(decoder.cache.length).toBe(3 + CHUNKS * COUNT);
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    for (const isDetailed of [
      [false, false, false, false],
      [true, true, true, true],
      [true, false, true, false],
    ]) {
      await memory.assemble(isDetailed);
      expect(decoder.cache.length).toBe(3 + CHUNKS * COUNT);
      expect(differs(await ask(), want, LOGITS)).toBeNull();
    }
    memory.detach();
  });

  it("keeps as many entries of each chunk as its level says, the first chunk in detail at both", async () => {
    const { decoder, read } = bench();
    const store = createHostStore();
    const memory = await read(1 / 2, 1 / 6, { store });
    expect(memory.sizes()).toEqual([
      { detailed: 18, compact: 18 },
      { detailed: 18, compact: 6 },
      { detailed: 18, compact: 6 },
      { detailed: 18, compact: 6 },
    ]);
    expect(decoder.cache.length).toBe(3 + 18 + 3 * 6);
    await memory.assemble([true, false, true, true]);
    expect(decoder.cache.length).toBe(3 + 18 + 6 + 18 + 18);
    for (const { index, levels } of memory.records) {
      const { byteLength } = await store.get(index);
      expect(byteLength).toBe(4 * 2 * 2 * levels.detailed.length * 32 * 4);
    }
    memory.detach();
  });

  it("shows a chunk as it was read: its detailed entries are those of the cache it was read into", async () => {
    // One chunk behind the system prompt: all of its tokens, then half of them.
    const { decoder, append, open, chunk, scores, system, tensors } = bench();
    const shares = { detailed: 1 / 2, compact: 1 / 6 };
    const half = bestLevels(randomScores(0), shares);
    decoder.cache.reset();
    await append(system);
    await append({ ...tensors[0]!, dims: [1, COUNT, WIDTH] });
    const secondLayer = async () => {
      const { keys, values } = decoder.cache.layers()[1]!;
      return [await readFloats(gpu(), keys), await readFloats(gpu(), values)] as const;
    };
    const row = (all: Float32Array, head: number, at: number) => {
      const rows = all.length / HEADS / 32;
      return all.slice((head * rows + at) * 32, (head * rows + at + 1) * 32);
    };
    const [allKeys, allValues] = await secondLayer();
    const memory = await open(shares);
    await memory.read(chunk(0), scores(0));
    const [gotKeys, gotValues] = await secondLayer();
    for (const head of [0, 1]) {
      for (const [place, token] of half.detailed.entries()) {
        const wantValue = row(allValues, head, 3 + token);
        expect(differs(row(gotValues, head, 3 + place), wantValue, LOGITS)).toBeNull();
        // Turned back by as much as it has moved.
        const turned = rotate(row(allKeys, head, 3 + token), place - token);
        expect(differs(row(gotKeys, head, 3 + place), turned, LOGITS)).toBeNull();
      }
    }
    memory.detach();
  });

  it("answers the same whatever was asked before, and two memories do not mix", async () => {
    const { ask, read } = bench();
    const memory = await read(1 / 2, 1 / 6);
    const asked = async (isDetailed: boolean[]) => {
      await memory.assemble(isDetailed);
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
    const stranger = await read(1 / 3, 1 / 12);
    await stranger.assemble([true, true, true, true]);
    await ask();
    expect(await asked(one)).toEqual(first);
    stranger.detach();
    memory.detach();
  });

  it("thins the compact memory as it grows: what stays are the best of each chunk's compact entries", async () => {
    const { cached, decoder, open, read } = bench();
    const store = createHostStore();
    const roomy = await read(1 / 2, 1 / 6, { store });
    const limits = { compactLimit: 12 };
    const memory = await read(1 / 2, 1 / 6, limits);
    const sizes = [18, 4, 4, 4];
    expect(memory.sizes().map(({ compact }) => compact)).toEqual(sizes);
    expect(decoder.cache.length).toBe(3 + 18 + 3 * 4);

    // The second chunk was read before others gave way, so its entries are those of the roomy memory.
    const [isDetailed, record] = [[true, false, false, true], roomy.records[1]!];
    await memory.assemble(isDetailed);
    expect(decoder.cache.length).toBe(3 + 18 + 4 + 4 + 18);
    const { detailed, compact } = record.levels;
    const best = [...compact].sort(
      (a, b) => record.scores![detailed[b]!]! - record.scores![detailed[a]!]!,
    );
    const wanted = Uint32Array.from(best.slice(0, 4)).sort();
    const picked = new Float32Array(
      pickEntries(await store.get(1), memory.shape, detailed.length, wanted),
    );
    const got = await cached();
    const { length } = decoder.cache;
    for (const plane of [2, 3, 14, 15]) {
      // Values, which no position turns.
      const at = (plane * length + 3 + 18) * SIZE;
      const want = picked.subarray(plane * 4 * SIZE, (plane + 1) * 4 * SIZE);
      expect(differs(got.subarray(at, at + 4 * SIZE), want, EXACT)).toBeNull();
    }

    // The same from the host, and after a restore.
    const far = await open(
      { detailed: 1 / 2, compact: 1 / 6 },
      { ...limits, store, compactCapacity: 0, records: roomy.records },
    );
    await far.assemble([true, false, false, true]);
    expect(decoder.cache.length).toBe(length);
    const fromHost = await cached();
    for (const plane of [2, 3, 14, 15]) {
      const at = (plane * length + 3 + 18) * SIZE;
      const [here, there] = [got, fromHost].map((all) => all.subarray(at, at + 4 * SIZE));
      expect(differs(there!, here!, EXACT)).toBeNull();
    }
    for (const one of [roomy, memory, far]) one.detach();
  });

  it("says when the context is full, and keeps what was read", async () => {
    const { ask, decoder, open } = bench();
    const memory = await open({ detailed: 1, compact: 1 }, { compactCapacity: 1000 });
    const even = () => Promise.resolve(null);
    // Three times 72 and the system prompt leave 37 of 256 places.
    for (let i = 0; i < 3; i++) await memory.read(narrow(), even);
    await expect(memory.read(narrow(), even)).rejects.toMatchObject({
      code: "memory-context",
      message: expect.stringMatching(/291 places.* at most 256/),
    });
    expect(memory.records.length).toBe(3);
    await memory.assemble(memory.records.map(() => false));
    expect(decoder.cache.length).toBe(3 + 3 * 72);
    await ask();
    memory.detach();
  });

  it("reads on where the compact memory is bounded, however many chunks there are", async () => {
    const { decoder, open } = bench();
    const room = decoder.cache.capacity - 3 - 36 - 72;
    const plan = { compactCapacity: 1000, compactLimit: room };
    const memory = await open({ detailed: 1 / 2, compact: 1 / 2 }, plan);
    // Unbounded, the seventh would find 3 + 6 · 36 places taken and 37 left.
    for (let i = 0; i < 8; i++) await memory.read(narrow(), () => Promise.resolve(null));
    const each = Math.floor(room / 7);
    expect(memory.sizes().map(({ compact }) => compact)).toEqual([
      36,
      ...Array<number>(7).fill(each),
    ]);
    expect(decoder.cache.length).toBe(3 + 36 + 7 * each);
    memory.detach();
  });

  it("takes no more for a question than it had, and leaves no buffer behind", async () => {
    const { read } = bench();
    const askThrice = async (): Promise<number> => {
      const memory = await read(1 / 2, 1 / 6);
      await memory.assemble([true, true, true, true]);
      const held = gpu().ledger.liveBuffers;
      for (let question = 0; question < 3; question++) {
        await memory.assemble([true, true, true, true]);
        expect(gpu().ledger.liveBuffers).toBe(held);
      }
      memory.detach();
      return gpu().ledger.liveBuffers;
    };
    const before = await askThrice(); // what the cache and the runtime's own pool take once
    expect(await askThrice()).toBe(before);
  });
});

// 3 + 144 · 4 positions are more than 512; no more is taken than the context has.
describe.each([
  ["static", "webgpu", [512, 512, 512, 1000]],
  ["growing", "wasm", [147, 291, 435, 579]],
] as const)("a %s cache that has to grow, on %s", (kind, runtime, rows) => {
  const bench = useMemoryBench(gpu, kind, { runtime, capacity: 1000 });

  it("moves what it holds while chunks are read and while it is put together", async () => {
    const { append, ask, decoder, open, system, wide } = bench();
    const { cache } = decoder;
    const tokens = { ...wide.tokens, dims: [1, WIDE * PER_FRAME, WIDTH] };
    cache.release();
    await append(system);
    for (let i = 0; i < 4; i++) await append(tokens);
    const want = await ask();
    cache.release();
    expect(cache.allocated).toBe(0);
    const memory = await open({ detailed: 1, compact: 1 }, { compactCapacity: 1000 });
    const allocated: number[] = [];
    for (let i = 0; i < 4; i++) {
      await memory.read(wide, () => Promise.resolve(null));
      allocated.push(cache.allocated);
    }
    expect(allocated).toEqual(rows);
    expect(cache.length).toBe(3 + 4 * WIDE * PER_FRAME);
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    cache.release();
    await memory.assemble([true, false, true, false]);
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    memory.detach();
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

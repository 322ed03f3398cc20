// What a memory leaves behind, and what comes of it: on a new device, after a fault, with little room on the GPU.

import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { readFloats } from "../../src/gpu/readback.ts";
import type { EntryStore } from "../../src/memory/chunk-record.ts";
import { createHostStore } from "../support/host-store.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import {
  CHUNKS,
  COUNT,
  FRAMES,
  HEADS,
  LAYERS,
  randomScores,
  SIZE,
  useMemoryBench,
  WIDTH,
} from "../support/memory-bench.ts";
import { GRAPHS_ON_CPU } from "../support/model.ts";

const EXACT = { abs: 0, rel: 0 };

const gpu = useSharedGpu();
const bench = useMemoryBench(gpu, "growing", GRAPHS_ON_CPU);

const CHOICES = [
  [false, false, false, false],
  [true, false, true, true],
  [true, true, true, true],
];

describe("a memory that is restored", () => {
  it("is the one that was read, bit by bit, and reads on", async () => {
    const { ask, cached, chunk, open, read, scores } = bench();
    const store = createHostStore();
    const read4 = await read(1 / 2, 1 / 6, { store });
    const shares = { detailed: 1 / 2, compact: 1 / 6 };
    const restored = await open(shares, { store, records: read4.records.slice(0, 3) });
    await restored.assemble([false, false, false]);
    await restored.read(chunk(3), scores(3));
    expect(restored.records).toEqual(read4.records);
    expect(restored.sizes()).toEqual(read4.sizes());
    for (const isDetailed of CHOICES) {
      await read4.assemble(isDetailed);
      const [want, answer] = [await cached(), await ask()];
      await restored.assemble(isDetailed);
      expect(differs(await cached(), want, EXACT)).toBeNull();
      expect(differs(await ask(), answer, EXACT)).toBeNull();
    }
    for (const kind of ["frameKeys", "frameBounds", "frameTokens"] as const) {
      const [got, want] = [restored.uploadDigests(kind), read4.uploadDigests(kind)];
      for (const [i, tensor] of got.entries()) {
        expect(tensor.dims).toEqual(want[i]!.dims);
        expect(await readFloats(gpu(), tensor)).toEqual(await readFloats(gpu(), want[i]!));
      }
      for (const tensor of [...got, ...want]) tensor.destroy();
    }
    read4.detach();
    restored.detach();
  });

  it("has records with what scored the frames and the tokens", async () => {
    const { chunk, open, scores } = bench();
    const picture = new Blob(["picture"]);
    const memory = await open({ detailed: 1 / 2, compact: 1 / 6 });
    const pictures = Promise.resolve([picture]);
    const record = await memory.read({ ...chunk(0), pictures }, scores(0));
    expect(record).toMatchObject({
      index: 0,
      timesSec: [0, 1, 2],
      tokens: COUNT,
      ownCompact: null,
    });
    expect(record.scores).toEqual(randomScores(0));
    expect(record.pictures).toEqual([picture]);
    expect(record.frameKeys).toHaveLength(LAYERS * FRAMES * HEADS * SIZE);
    const tokens = await readFloats(gpu(), chunk(0).tokens);
    const of = (frame: number, column: number) =>
      Array.from({ length: 12 }, (_, i) => tokens[(frame * 12 + i) * WIDTH + column]!);
    for (const [frame, column] of [
      [0, 0],
      [2, 77],
    ] as const) {
      const mean = of(frame, column).reduce((sum, value) => sum + value / 12, 0);
      expect(record.frameTokens[frame * WIDTH + column]).toBeCloseTo(mean, 5);
    }
    memory.detach();
  });

  it("refuses a chunk that is not the next", async () => {
    const { open, read } = bench();
    const memory = await read(1 / 2, 1 / 6);
    const records = memory.records.slice(1);
    const shares = { detailed: 1 / 2, compact: 1 / 6 };
    await expect(open(shares, { records })).rejects.toThrow(/chunk 1 comes behind 0/);
    memory.detach();
  });

  it("is the same when it was detached and attached, and does not end what its new part does", async () => {
    const { attach, cached, chunk, open, read, scores } = bench();
    const want = await read(1 / 2, 1 / 6);
    const entries = await cached();
    const inner = createHostStore();
    const [reached, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const store: EntryStore = {
      ...inner,
      async put(index, detailed) {
        if (index === 1) {
          reached.resolve();
          await late.promise;
        }
        await inner.put(index, detailed);
      },
    };
    const memory = await open({ detailed: 1 / 2, compact: 1 / 6 }, { store });
    await memory.read(chunk(0), scores(0));
    const begun = memory.read(chunk(1), scores(1));
    await reached.promise;
    memory.detach();
    expect([memory.isAttached, memory.gpuBytes]).toEqual([false, 0]);
    await expect(memory.assembleCompact()).rejects.toThrow(/GPU part/);
    await attach(memory);
    late.resolve();
    await expect(begun).rejects.toMatchObject({ code: "device-lost" });
    expect(memory.records).toHaveLength(1);
    await memory.assembleCompact();
    for (const i of [1, 2, 3]) await memory.read(chunk(i), scores(i));
    expect(memory.records).toEqual(want.records);
    expect(differs(await cached(), entries, EXACT)).toBeNull();
    want.detach();
    memory.detach();
  });
});

describe("a store that fails", () => {
  const wrap = () => {
    const inner = createHostStore();
    const fault = new AppError("memory-storage", "The disk is full.", "Make room.");
    const store = {
      fails: null as "put" | "get" | null,
      put: (chunk: number, entries: ArrayBuffer) =>
        store.fails === "put" ? Promise.reject(fault) : inner.put(chunk, entries),
      get: (chunk: number) => (store.fails === "get" ? Promise.reject(fault) : inner.get(chunk)),
      bytes: inner.bytes,
      drop: (chunk: number) => inner.drop(chunk),
      destroy: () => inner.destroy(),
    };
    return store;
  };

  it("leaves no half of a chunk: it can be read again", async () => {
    const { cached, chunk, open, read, scores } = bench();
    const whole = await read(1 / 2, 1 / 6);
    const want = await cached();
    const store = wrap();
    const memory = await open({ detailed: 1 / 2, compact: 1 / 6 }, { store });
    for (let i = 0; i < CHUNKS; i++) {
      store.fails = "put";
      await expect(memory.read(chunk(i), scores(i))).rejects.toMatchObject({
        code: "memory-storage",
      });
      expect(memory.records).toHaveLength(i);
      store.fails = null;
      await memory.read(chunk(i), scores(i));
    }
    expect(memory.records).toEqual(whole.records);
    expect(differs(await cached(), want, EXACT)).toBeNull();
    memory.detach();
    whole.detach();
  });

  it("fails a question, and not the next one", async () => {
    const { cached, read } = bench();
    const store = wrap();
    const memory = await read(1 / 2, 1 / 6, { store });
    const isDetailed = [true, true, false, true];
    await memory.assemble(isDetailed);
    const want = await cached();
    store.fails = "get";
    await expect(memory.assemble(isDetailed)).rejects.toMatchObject({ code: "memory-storage" });
    await memory.assemble(isDetailed.map(() => false)); // needs no store
    store.fails = null;
    await memory.assemble(isDetailed);
    expect(differs(await cached(), want, EXACT)).toBeNull();
    memory.detach();
  });

  it("may give its entries in any order and late", async () => {
    const { cached, read } = bench();
    const quick = createHostStore();
    const store: EntryStore = {
      ...quick,
      async get(chunk) {
        await new Promise((resolve) => setTimeout(resolve, 40 - 10 * chunk));
        return quick.get(chunk);
      },
    };
    const memory = await read(1 / 2, 1 / 6);
    const late = await read(1 / 2, 1 / 6, { store });
    await memory.assemble([true, true, true, true]);
    const want = await cached();
    await late.assemble([true, true, true, true]);
    expect(differs(await cached(), want, EXACT)).toBeNull();
    memory.detach();
    late.detach();
  });
});

describe("little room for compact entries on the GPU", () => {
  it.each([0, 24])(
    "for %s: the rest comes from the store, the cache is the same",
    async (entries) => {
      const { cached, open, read } = bench();
      const roomy = await read(1 / 2, 1 / 6);
      const want = await cached();
      const store = createHostStore();
      const tight = await read(1 / 2, 1 / 6, { store, compactCapacity: entries });
      expect(tight.gpuBytes).toBeLessThan(roomy.gpuBytes);
      expect(differs(await cached(), want, EXACT)).toBeNull();
      const again = await open(
        { detailed: 1 / 2, compact: 1 / 6 },
        { store, compactCapacity: entries, records: tight.records },
      );
      for (const isDetailed of CHOICES) {
        await roomy.assemble(isDetailed);
        const wanted = await cached();
        for (const memory of [tight, again]) {
          await memory.assemble(isDetailed);
          expect(differs(await cached(), wanted, EXACT)).toBeNull();
        }
      }
      for (const memory of [roomy, tight, again]) memory.detach();
    },
  );
});

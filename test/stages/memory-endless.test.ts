// A memory without end: it forgets older chunks where there is no room for another one.

import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import { isForgotten } from "../../src/memory/forget.ts";
import { createHostStore } from "../support/host-store.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import { CHUNKS, COUNT, FRAMES, PER_FRAME, useMemoryBench } from "../support/memory-bench.ts";
import { GRAPHS_ON_CPU } from "../support/model.ts";

const gpu = useSharedGpu();
const bench = useMemoryBench(gpu, "growing", GRAPHS_ON_CPU);
const EXACT = { abs: 0, rel: 0 };

/** Of the first chunk, and of each other one. */
const [FIRST, EACH] = [COUNT / 2, COUNT / 6];
const MOST = 9;
const ENDLESS = { compactCapacity: FIRST + (MOST - 1) * EACH, isEndless: true };
const SHARES = { detailed: 1 / 2, compact: 1 / 6 };

describe("a memory without end", () => {
  const readAll = async (count: number, store = createHostStore()) => {
    const { chunk, open, scores } = bench();
    const memory = await open(SHARES, { ...ENDLESS, store });
    const most: number[] = [];
    for (let i = 0; i < count; i++) {
      const { tokens } = chunk(i % CHUNKS);
      await memory.read({ tokens, timesSec: [3 * i, 3 * i + 1, 3 * i + 2] }, scores(i));
      most.push(memory.records.filter((one) => !isForgotten(one)).length);
    }
    return { memory, store, most };
  };

  it("keeps the newer half whole and the older one thinner, in a fixed room", async () => {
    const { memory, store, most } = await readAll(40);
    const { cached, decoder } = bench();
    expect(Math.max(...most)).toBe(MOST);
    const left = memory.records.filter((one) => !isForgotten(one)).map(({ index }) => index);
    expect(left[0]).toBe(0);
    expect(left.at(-1)).toBe(39);
    const newer = left.slice(-Math.ceil(left.length / 2));
    expect(newer.every((chunk, i) => i === 0 || chunk === newer[i - 1]! + 1)).toBe(true);
    expect(memory.gpuBytes).toBe((await readAll(3)).memory.gpuBytes);
    await expect(store.get(1)).rejects.toThrow("chunk 1");

    // What is left can be put together at both levels, and again on another device.
    const isDetailed = memory.records.map((one) => one.index === left[1]);
    const sizes = memory.sizes();
    const expected = (detail: boolean) =>
      memory.system +
      left.reduce((sum, chunk) => {
        const { detailed, compact } = sizes[chunk]!;
        return sum + (detail && chunk === left[1] ? detailed : compact);
      }, 0);
    await memory.assembleCompact();
    expect(decoder.cache.length).toBe(expected(false));
    await memory.assemble(isDetailed);
    expect(decoder.cache.length).toBe(expected(true));
    const before = await cached();
    memory.detach();
    await bench().attach(memory, ENDLESS);
    await memory.assemble(isDetailed);
    expect(differs(await cached(), before, EXACT)).toBeNull();
    await memory.assemble(isDetailed, (chunk) => chunk !== left[1]);
    expect(decoder.cache.length).toBe(memory.system + sizes[left[1]!]!.detailed);
    memory.detach();
  });

  it("leaves no holes where chunks of several sizes come and go", async () => {
    const { chunk, open, scores } = bench();
    const memory = await open(SHARES, ENDLESS);
    const { gpuBytes } = memory;
    const entries: number[] = [];
    // Pictures that stand still make chunks of one frame.
    for (let i = 0; i < 60; i++) {
      const { tokens } = chunk(i % CHUNKS);
      const frames = i % 20 < 12 && i > 0 ? 1 : FRAMES;
      const part = { ...tokens, dims: [frames, ...tokens.dims.slice(1)] };
      const timesSec = Array.from({ length: frames }, (_, t) => 3 * i + t);
      const all = scores(i);
      await memory.read({ tokens: part, timesSec }, async (seen) => {
        const scored = await all(seen);
        return scored?.slice(0, frames * PER_FRAME) ?? null;
      });
      entries.push(memory.sizes().reduce((sum, { compact }) => sum + compact, 0));
    }
    expect(memory.gpuBytes).toBe(gpuBytes);
    // A chunk that has no room makes a sixteenth of all give way, or one.
    const full = entries.slice(20);
    expect(Math.max(...full)).toBeLessThanOrEqual(ENDLESS.compactCapacity);
    expect(Math.min(...full)).toBeGreaterThan(ENDLESS.compactCapacity - 3 * EACH);
    memory.detach();
  });

  it("forgets older chunks when the disk takes no more, and goes on", async () => {
    const inner = createHostStore();
    let held = 0;
    const store = {
      ...inner,
      get bytes() {
        return inner.bytes;
      },
      put: async (chunk: number, entries: ArrayBuffer) => {
        if (held === 5) throw new AppError("memory-storage", "The disk is full.", "Make room.");
        held += 1;
        await inner.put(chunk, entries);
      },
      drop: async (chunk: number) => {
        held -= 1;
        await inner.drop(chunk);
      },
    };
    const { memory } = await readAll(12, store);
    const left = memory.records.filter((one) => !isForgotten(one));
    expect(left.length).toBeLessThanOrEqual(5);
    expect(left.at(-1)?.index).toBe(11);
    await memory.assembleCompact();
    memory.detach();
  });
});

// The arms of Video-X²L that are not the default: two passes, prototypes, and how far a detailed history is from a
// compact one.

import { describe, expect, it } from "vitest";
import { pickEntries } from "../../src/memory/compact.ts";
import { createHostStore } from "../support/host-store.ts";
import { differs } from "../support/differs.ts";
import { useSharedGpu } from "../support/gpu.ts";
import {
  CHUNKS,
  COUNT,
  FRAMES,
  HEADS,
  LAYERS,
  PER_FRAME,
  SIZE,
  useMemoryBench,
  WIDTH,
  type HeadEntries,
} from "../support/memory-bench.ts";
import { GRAPHS_ON_CPU } from "../support/model.ts";
import { EXACT, LOGITS } from "../tolerance.ts";

const gpu = useSharedGpu();
const bench = useMemoryBench(gpu, "growing", GRAPHS_ON_CPU);

const ALL_LOW = Array<boolean>(CHUNKS).fill(true);
const ALL_HIGH = Array<boolean>(CHUNKS).fill(false);

const furthest = (one: Float32Array, other: Float32Array): number =>
  one.reduce((most, value, i) => Math.max(most, Math.abs(value - other[i]!)), 0);

describe("two passes", () => {
  it("are one where nothing is dropped", async () => {
    const { ask, read } = bench();
    const one = await read(1, 1);
    const want = await ask();
    const two = await read(1, 1, { passes: 2 });
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    await two.assemble([true, false, true, false]);
    expect(differs(await ask(), want, LOGITS)).toBeNull();
    one.detach();
    two.detach();
  });

  it("each see a history of their own", async () => {
    const { cachedChunk, chunk, decoder, open, scores } = bench();
    const store = createHostStore();
    const memory = await open({ detailed: 1 / 2, compact: 1 / 6 }, { passes: 2, store });
    const seen: HeadEntries[][] = [];
    const lengths: number[] = [];
    for (const index of [0, 1, 2]) {
      await memory.read(chunk(index), async (standing) => {
        seen.push(await cachedChunk());
        lengths.push(decoder.cache.length - COUNT);
        return scores(index)(standing);
      });
    }
    // The system prompt's 3; 18 in detail of each chunk, 6 compact ones but for the first.
    expect(lengths).toEqual([3, 3 + 18, 3 + 18, 3 + 36, 3 + 24]);
    expect(decoder.cache.length).toBe(3 + 18 + 6 + 6);
    expect(memory.sizes()).toEqual([
      { detailed: 18, compact: 18 },
      { detailed: 18, compact: 6 },
      { detailed: 18, compact: 6 },
    ]);
    const [first, , third] = memory.records;
    expect(first!.ownCompact).toBeNull();
    const detailed = new Float32Array(await store.get(2));
    const compact = new Float32Array(third!.ownCompact!);
    for (const head of [0, LAYERS * HEADS - 1]) {
      const [layer, at] = [Math.floor(head / HEADS), head % HEADS];
      for (const [place, token] of third!.levels.detailed.entries()) {
        const row = ((layer * 2 * HEADS + at) * 18 + place) * SIZE;
        const want = seen[3]![head]!.keys[token]!;
        expect(differs(detailed.subarray(row, row + SIZE), want, LOGITS)).toBeNull();
      }
      for (const [place, token] of [...third!.levels.compact].entries()) {
        const row = ((layer * 2 * HEADS + at) * 6 + place) * SIZE;
        const want = seen[4]![head]!.keys[third!.levels.detailed[token]!]!;
        expect(differs(compact.subarray(row, row + SIZE), want, LOGITS)).toBeNull();
      }
    }
    // Behind other histories the entries differ, so that the compact ones are none of the detailed.
    const picked = new Float32Array(
      pickEntries(await store.get(2), memory.shape, 18, third!.levels.compact),
    );
    expect(furthest(picked, compact)).toBeGreaterThan(1e-3);
    memory.detach();
  });

  it("say when the detailed history does not fit, and keep what was read", async () => {
    const { decoder, open, wide } = bench();
    const memory = await open(
      { detailed: 1, compact: 1 / 6 },
      { passes: 2, compactCapacity: 1000 },
    );
    const even = () => Promise.resolve(null);
    for (let i = 0; i < 3; i++) await memory.read(wide, even);
    await expect(memory.read(wide, even)).rejects.toMatchObject({
      code: "memory-context",
      message: expect.stringMatching(/detailed memory.* 579 places/),
      hint: expect.stringMatching(/read with one/),
    });
    await memory.assemble(memory.records.map(() => false));
    expect(decoder.cache.length).toBe(3 + 144 + 24 + 24);
    memory.detach();
  });
});

describe("prototypes", () => {
  it("are the means of what was not chosen, behind each frame's chosen entries", async () => {
    const { cachedChunk, chunk, open, scores } = bench();
    const store = createHostStore();
    const memory = await open({ detailed: 1 / 2, compact: 1 / 4 }, { prototypes: true, store });
    let seen: HeadEntries[] = [];
    for (const index of [0, 1]) {
      await memory.read(chunk(index), async (standing) => {
        seen = await cachedChunk();
        return scores(index)(standing);
      });
    }
    const { levels, ownCompact } = memory.records[1]!;
    expect(memory.records[0]!.ownCompact).toBeNull();
    // A quarter of 36 is 9: 6 tokens and 3 frames.
    expect(levels.compact).toHaveLength(9 - FRAMES);
    expect(memory.sizes()[1]).toEqual({ detailed: 18, compact: 9 });
    const chosen = [...levels.compact].map((place) => levels.detailed[place]!);
    const want: number[] = [];
    for (let layer = 0; layer < LAYERS; layer++) {
      for (const part of ["keys", "values"] as const) {
        for (let head = 0; head < HEADS; head++) {
          const rows = seen[layer * HEADS + head]![part];
          for (let frame = 0; frame < FRAMES; frame++) {
            const own = rows.map((_, k) => k).filter((k) => Math.floor(k / PER_FRAME) === frame);
            for (const token of own.filter((k) => chosen.includes(k))) want.push(...rows[token]!);
            const rest = own.filter((k) => !chosen.includes(k));
            for (let c = 0; c < SIZE; c++) {
              want.push(rest.reduce((sum, k) => sum + rows[k]![c]!, 0) / rest.length);
            }
          }
        }
      }
    }
    expect(differs(new Float32Array(ownCompact!), want, LOGITS)).toBeNull();
    memory.detach();
  });

  it("stand in the cache after a restore as they did before", async () => {
    const { cached, open, read } = bench();
    const options = { prototypes: true, passes: 2, store: createHostStore() } as const;
    const memory = await read(1 / 2, 1 / 12, options);
    const want = await cached();
    // A twelfth of 36 is 3: one token that is always there, and 3 frames.
    expect(memory.sizes()[3]).toEqual({ detailed: 18, compact: 4 });
    const { records } = memory;
    const again = await open({ detailed: 1 / 2, compact: 1 / 12 }, { ...options, records });
    await again.assemble(ALL_HIGH);
    expect(differs(await cached(), want, EXACT)).toBeNull();
    memory.detach();
    again.detach();
  });

  it("of a frame of which all is chosen are the means of all", async () => {
    const { chunk, open, scores } = bench();
    const memory = await open({ detailed: 1, compact: 1 }, { prototypes: true });
    await memory.read(chunk(0), scores(0));
    // The first frame's tokens come first, so that only others are left out.
    const ofFrames = Float32Array.from({ length: COUNT }, (_, k) => -Math.floor(k / PER_FRAME));
    const { levels, ownCompact } = await memory.read(chunk(1), () => Promise.resolve(ofFrames));
    expect([...levels.compact]).toEqual(Array.from({ length: COUNT - FRAMES }, (_, k) => k));
    const entries = new Float32Array(ownCompact!);
    const row = (k: number) => entries.subarray(k * SIZE, (k + 1) * SIZE);
    const mean = row(PER_FRAME).map((_, c) =>
      Array.from({ length: PER_FRAME }, (_, k) => row(k)[c]!).reduce((sum, v) => sum + v, 0),
    );
    expect(
      differs(
        row(PER_FRAME),
        mean.map((sum) => sum / PER_FRAME),
        LOGITS,
      ),
    ).toBeNull();
    memory.detach();
  });
});

describe("all chunks in detail", () => {
  it("are the full history where that was seen, and are told apart from it where a compact one was", async () => {
    const { append, ask, decoder, read, system, tensors } = bench();
    decoder.cache.reset();
    await append(system);
    for (const tokens of tensors) await append({ ...tokens, dims: [1, COUNT, WIDTH] });
    const full = await ask();
    const gaps: number[] = [];
    for (const options of [{ passes: 2 }, { passes: 1 }] as const) {
      const memory = await read(1, 1 / 6, options);
      await memory.assemble(ALL_LOW);
      gaps.push(furthest(await ask(), full));
      memory.detach();
    }
    const [ownHistory, compactHistory] = gaps;
    // With two passes and nothing dropped at the detailed level, each chunk was read behind all before it.
    expect(ownHistory).toBeLessThan(1e-3);
    expect(compactHistory).toBeGreaterThan(10 * ownHistory!);
    const spread = Math.max(...full) - Math.min(...full);
    expect(compactHistory).toBeLessThan(spread);
  });
});

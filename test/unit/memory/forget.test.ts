import { describe, expect, it } from "vitest";
import type { ChunkRecord } from "../../../src/memory/chunk-record.ts";
import { chooseForgotten, forgottenRecord } from "../../../src/memory/forget.ts";

/** A chunk of four tokens that keeps the best of them; `novelty` is its score. */
const chunk = (index: number, novelty: number): ChunkRecord => ({
  ...forgottenRecord(index),
  tokens: 4,
  timesSec: [index],
  levels: { detailed: Uint32Array.of(1, 3), compact: Uint32Array.of(1) },
  scores: Float32Array.of(9, 9, 9, novelty),
});

describe("what a full memory forgets", () => {
  it("is of two old neighbours the one that brought less that was new", () => {
    const records = [5, 1, 2, 4, 3, 0, 0, 0, 0].map((novelty, i) => chunk(i, novelty));
    expect(chooseForgotten(records)).toEqual([1]);
    records[1] = forgottenRecord(1);
    records.push(chunk(9, 0));
    expect(chooseForgotten(records)).toEqual([2]);
  });

  it("is never the first chunk, nor one that is forgotten", () => {
    const records = [chunk(0, 0), forgottenRecord(1), ...[2, 3, 4, 5].map((i) => chunk(i, i))];
    expect(chooseForgotten(records)).toEqual([2]);
    expect(chooseForgotten([chunk(0, 0), chunk(1, 0)])).toEqual([]);
  });

  it("leaves something of every time, further apart the longer ago", () => {
    let records: ChunkRecord[] = [];
    for (let i = 0; i < 3_600; i++) {
      records.push(chunk(i, (i * 7_919) % 101));
      const there = records.filter(({ tokens }) => tokens > 0);
      if (there.length < 100) continue;
      const gone = new Set(chooseForgotten(records));
      records = records.map((one) => (gone.has(one.index) ? forgottenRecord(one.index) : one));
    }
    const left = records.filter(({ tokens }) => tokens > 0).map(({ index }) => index);
    expect(left.length).toBeLessThan(100);
    expect(left.slice(-40)).toEqual(Array.from({ length: 40 }, (_, i) => 3_560 + i));
    const gaps = left.map((index, i) => ({
      age: 3_600 - index,
      gap: (left[i + 1] ?? index) - index,
    }));
    const old = gaps.slice(1).filter(({ age }) => age > 100);
    expect(Math.max(...old.map(({ age, gap }) => gap / age))).toBeLessThan(0.3);
    expect(left.filter((index) => index < 1_800).length).toBeGreaterThan(5);
  });
});

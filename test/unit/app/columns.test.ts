// The columns of hours: which are drawn, and which chunk a frame is of.

import { describe, expect, test } from "vitest";
import { columnsWith, drawnColumns } from "../../../src/app/ribbon/columns.ts";
import { chunkOfFrame, chunkStart } from "../../../src/store/whole/selectors.ts";
import type { ReadChunk } from "../../../src/engine/api.ts";

const HOURS = 4_000;

describe("columns that are drawn", () => {
  test("are all where all are in view", () => {
    expect(drawnColumns(16, { from: 0, span: 1 })).toEqual({ from: 0, to: 16 });
  });

  test("hold what is in view and a half of it on either side, and at most two views and a half", () => {
    const span = 1 / 15;
    for (let at = 0; at <= 100; at++) {
      const from = (at / 100) * (1 - span);
      const { from: first, to } = drawnColumns(HOURS, { from, span });
      const [seenFrom, seenTo] = [from * HOURS, (from + span) * HOURS];
      const half = (span * HOURS) / 2 - 1;
      expect(first).toBeLessThanOrEqual(Math.max(0, seenFrom - half));
      expect(to).toBeGreaterThanOrEqual(Math.min(HOURS, seenTo + half));
      expect(to - first).toBeLessThanOrEqual(2.5 * span * HOURS + 5);
    }
  });

  test("are joined by one that must be there", () => {
    expect(columnsWith({ from: 3, to: 5 })).toEqual([3, 4]);
    expect(columnsWith({ from: 3, to: 5 }, 1)).toEqual([1, 3, 4]);
    expect(columnsWith({ from: 3, to: 5 }, 4)).toEqual([3, 4]);
    expect(columnsWith({ from: 3, to: 5 }, 9)).toEqual([3, 4, 9]);
  });
});

test("a frame's chunk is that which holds it, also beside chunks that were forgotten", () => {
  const sizes = [8, 0, 3, 8, 0, 0, 1, 8];
  const chunks = sizes.map((size, index): ReadChunk => {
    const timesSec = Array.from({ length: size }, (_, place) => 8 * index + place);
    return { index, timesSec, detailed: 0, compact: 0, levels: new Uint8Array(), scores: null };
  });
  const frames = sizes.flatMap((size, chunk) =>
    Array.from({ length: size }, (_, place) => ({ chunk, place })),
  );
  expect(frames.map((_, index) => chunkOfFrame(chunks, index))).toEqual(frames);
  for (const [index, { chunk, place }] of frames.entries())
    expect(chunkStart(chunks, chunk) + place).toBe(index);
  expect(chunkOfFrame(chunks, frames.length)).toEqual({ chunk: 7, place: 0 });
  expect(chunkOfFrame([], 3)).toEqual({ chunk: 0, place: 0 });
});

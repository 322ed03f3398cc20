import { describe, expect, it } from "vitest";
import type { ChunkRecord } from "../../../src/memory/chunk-record.ts";
import {
  compactCount,
  compactRows,
  pickCompact,
  pickEntries,
} from "../../../src/memory/compact.ts";
import { bytesPerEntry, type EntryShape } from "../../../src/cache/entry-shape.ts";
import { tokensAlone, type ChunkPiece } from "../../../src/memory/chunk-pieces.ts";
import { halfBits } from "../../../src/base/half.ts";
import { weavePrototypes } from "../../../src/memory/prototypes.ts";
import { forgottenRecord } from "../../../src/memory/forget.ts";
import { thinnedCounts, thinnedPlaces } from "../../../src/memory/thin.ts";

const SHAPE: EntryShape = { layers: 2, heads: 1, size: 2, dtype: "float16" };
const PLANES = 2 * 2;
/** Cell c of row r of plane p is 100 p + 10 r + c. */
const entries = (rows: number): ArrayBuffer =>
  Uint16Array.from({ length: PLANES * rows * 2 }, (_, i) => {
    const [plane, row, cell] = [Math.floor(i / 2 / rows), Math.floor(i / 2) % rows, i % 2];
    return 100 * plane + 10 * row + cell;
  }).buffer;

const cells = (bytes: ArrayBuffer): number[] => [...new Uint16Array(bytes)];

const record = (index: number, ownCompact: ArrayBuffer | null = null): ChunkRecord => ({
  index,
  timesSec: [0],
  tokens: 6,
  pieces: tokensAlone(6),
  levels: { detailed: Uint32Array.of(0, 2, 5), compact: Uint32Array.of(1) },
  ownCompact,
  scores: null,
  codes: null,
  frameKeys: new Float32Array(),
  frameBounds: new Float32Array(),
  frameTokens: new Float32Array(),
  states: null,
  pictures: [],
});

describe("compact entries on the host", () => {
  it("are picked from the detailed ones, plane by plane", () => {
    expect(bytesPerEntry(SHAPE)).toBe(16);
    const planes = [0, 100, 200, 300].map((plane) => [0, 1, 20, 21].map((cell) => plane + cell));
    const picked = pickEntries(entries(3), SHAPE, 3, Uint32Array.of(0, 2));
    expect(cells(picked)).toEqual(planes.flat());
    expect(() => pickEntries(entries(3), SHAPE, 4, Uint32Array.of(0))).toThrow(/48 bytes/);
  });

  it("are a later chunk's few, the first chunk's all, or its own", () => {
    const detailed = entries(3);
    const later = pickCompact(record(1), detailed, SHAPE);
    expect(cells(later).slice(0, 4)).toEqual([10, 11, 110, 111]);
    expect(pickCompact(record(0), detailed, SHAPE)).toBe(detailed);
    const own = entries(2);
    expect(pickCompact(record(1, own), detailed, SHAPE)).toBe(own);
    const counts = [record(0), record(1), record(1, own)].map((one) => compactCount(one, SHAPE));
    expect(counts).toEqual([3, 1, 2]);
  });

  it("have means of frames behind each frame's own, as halves where the cache has them", () => {
    const frames = { frames: 2, perFrame: 3 };
    // [layers, keys and values, frames, heads, size]
    const means = Float32Array.from({ length: PLANES * 2 * 2 }, (_, i) => i / 4);
    const chosen = Uint32Array.of(0, 2, 5);
    const woven = cells(weavePrototypes(entries(3), means, chosen, frames, SHAPE));
    expect(woven).toHaveLength(PLANES * 5 * 2);
    const [first, second] = [[0, 0.25].map(halfBits), [0.5, 0.75].map(halfBits)];
    expect(woven.slice(0, 10)).toEqual([0, 1, 10, 11, first, 20, 21, second].flat());
    expect(woven.slice(10, 16)).toEqual([100, 101, 110, 111, halfBits(1), halfBits(1.25)]);
  });
});

describe("compact entries of a chunk that gives way", () => {
  const scored: ChunkRecord = {
    ...record(1),
    levels: { detailed: Uint32Array.of(0, 2, 3, 5), compact: Uint32Array.of(0, 1, 3) },
    scores: Float32Array.of(0.2, 9, 0.1, 9, 9, 0.3),
  };

  it("are the best of them by score, in order of time", () => {
    expect(thinnedPlaces(scored, SHAPE, 2)).toEqual([0, 2]);
    expect(thinnedPlaces(scored, SHAPE, 1)).toEqual([2]);
    for (const each of [3, 7, Infinity]) {
      expect(thinnedPlaces(scored, SHAPE, each)).toEqual([0, 1, 2]);
    }
  });

  it("are even strides where nothing is scored, or entries are not tokens", () => {
    const unscored = { ...scored, scores: null };
    const woven = { ...scored, ownCompact: entries(6) };
    expect(thinnedPlaces(unscored, SHAPE, 1)).toEqual([1]);
    expect(thinnedPlaces(woven, SHAPE, 3)).toEqual([1, 3, 5]);
  });

  it("keep the text of a frame with its tokens, which counts too, and go wholly where that is too much", () => {
    const pieces = [0, 1].flatMap((frame): ChunkPiece[] => [
      { kind: "text", frame, count: 4 },
      { kind: "tokens", from: 3 * frame, to: 3 * frame + 3 },
    ]);
    // Rows: a text of four, tokens 0 to 2, a text of four, tokens 3 to 5.
    const timed: ChunkRecord = { ...scored, timesSec: [0, 1], pieces };
    expect([...compactRows(timed)]).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 13]);
    expect(thinnedPlaces(timed, SHAPE, 3)).toHaveLength(11);
    // The best token is the last one, then comes the first.
    expect(thinnedPlaces(timed, SHAPE, 1)).toEqual([6, 7, 8, 9, 10]);
    expect(thinnedPlaces(timed, SHAPE, 2)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10]);
    const chunks = [0, 1, 2, 3, 4].map((index) => ({ ...timed, index }));
    expect(thinnedCounts(chunks, SHAPE, 44)).toEqual([12, 3, 3, 3, 3]);
    expect(thinnedCounts(chunks, SHAPE, 43)).toEqual([12, 2, 2, 2, 2]);
    expect(thinnedCounts(chunks, SHAPE, 20)).toEqual([12, 1, 1, 1, 1]);
    // Ten places are those of two tokens with their texts.
    expect(thinnedCounts(chunks, SHAPE, 10)).toEqual([12, 0, 1, 0, 1]);
    expect(thinnedPlaces(timed, SHAPE, 0)).toEqual([]);
    // What is forgotten takes none of them.
    const holed = chunks.flatMap((one, i) => [
      one,
      forgottenRecord(10 + i),
      forgottenRecord(20 + i),
    ]);
    const counts = thinnedCounts(holed, SHAPE, 10);
    expect(counts.filter((_, i) => i % 3 === 0)).toEqual([12, 0, 1, 0, 1]);
    expect(counts.filter((_, i) => i % 3 !== 0)).toEqual(Array(10).fill(0));
  });

  it("are all of the first chunk's", () => {
    const first = { ...scored, index: 0 };
    expect(thinnedCounts([first, scored, { ...scored, index: 2 }], SHAPE, 2)).toEqual([4, 1, 1]);
    expect(thinnedPlaces(first, SHAPE, 4)).toEqual([0, 1, 2, 3]);
  });

  it("are as many of each chunk where scores are each chunk's own", () => {
    const chunks = [0, 1, 2, 3].map((index) => ({ ...scored, index }));
    expect(thinnedCounts(chunks, SHAPE, 9)).toEqual([4, 3, 3, 3]);
    expect(thinnedCounts(chunks, SHAPE, 8)).toEqual([4, 2, 2, 2]);
    expect(thinnedCounts(chunks, SHAPE, 1)).toEqual([4, 1, 1, 1]);
  });

  it("are the newest of the whole video where scores can be compared, as many in all", () => {
    const codes = { channels: Uint32Array.of(0), words: new Uint32Array(12) };
    const coded = (index: number, ...compact: readonly [number, number, number]): ChunkRecord => ({
      ...scored,
      index,
      codes,
      scores: Float32Array.of(compact[0], 9, compact[1], 9, 9, compact[2]),
    });
    const chunks = [
      coded(0, 9, 9, 9),
      coded(1, 0.1, 0, 0.2),
      coded(2, 0.9, 0.8, 0.7),
      coded(3, 0.3, 0, 0.5),
    ];
    expect(thinnedCounts(chunks, SHAPE, 9)).toEqual([4, 3, 3, 3]);
    expect(thinnedCounts(chunks, SHAPE, 6)).toEqual([4, 1, 3, 2]);
    expect(thinnedCounts(chunks, SHAPE, 3)).toEqual([4, 1, 1, 1]);
    expect(chunks.slice(1).map((chunk) => thinnedPlaces(chunk, SHAPE, 1))).toEqual([[2], [0], [2]]);
    // Even where one chunk's are means of frames, which have no score.
    const woven = { ...chunks[2]!, ownCompact: entries(6) };
    expect(thinnedCounts(chunks.with(2, woven), SHAPE, 6)).toEqual([4, 2, 2, 2]);
  });
});

import { describe, expect, it } from "vitest";
import { peakedChunks, raisedChunks } from "../../../../src/memory/recall/peaked-chunks.ts";

/** Attention as the needle suite's tuning clips have it, by kind of question. */
const ONE = [0.1, 0.2, 8.5, 0.2, 1, 0.1, 0.3];
const ORDER = [0.1, 5.9, 0.2, 2.8, 0.1, 6.1, 0.2];
const ALWAYS = [3, 2.6, 2.1, 1.9, 1.8, 1.7, 1.5];

describe("chunks that stand out", () => {
  it("are those before the largest fall, as many as a question looks for", () => {
    expect(peakedChunks(ONE, 6)).toEqual([2]);
    expect(peakedChunks(ORDER, 6)).toEqual([1, 3, 5]);
  });

  it("are none where attention falls gently, or is the same everywhere", () => {
    expect(peakedChunks(ALWAYS, 6)).toBeNull();
    expect(peakedChunks([1, 1, 1, 1], 3)).toBeNull();
  });

  it("are no more than may be, even where a larger fall is further down", () => {
    expect(peakedChunks(ORDER, 2)).toEqual([1, 5]);
    expect(peakedChunks(ORDER, 1)).toBeNull();
    expect(peakedChunks(ONE, 0)).toBeNull();
  });

  it("may be the first or the last chunk", () => {
    expect(peakedChunks([9, 1, 1, 1, 8], 6)).toEqual([0, 4]);
  });

  it("are not measured against chunks without anything to look at", () => {
    expect(peakedChunks([0, 3, 0, 2, 2, 0], 3)).toBeNull();
    expect(peakedChunks([0, 3, 0], 3)).toBeNull();
    expect(peakedChunks([], 3)).toBeNull();
  });
});

describe("chunks that a question of order needs", () => {
  /** Of "what appears last?", which looks at one of three things by far the most. */
  const LAST = [0.16, 0.29, 0.14, 1.78, 0.14, 0.14, 0.57, 0.14];

  it("are all that rise above the rest, also behind the largest fall", () => {
    expect(peakedChunks(LAST, 6)).toEqual([3]);
    expect(raisedChunks(LAST, 6)).toEqual([1, 3, 6]);
    expect(raisedChunks(ORDER, 6)).toEqual([1, 3, 5]);
    expect(raisedChunks([9, 1, 8], 6)).toEqual([0, 2]);
  });

  it("are none where none stands out by far, or more rise than may be", () => {
    expect(raisedChunks(ALWAYS, 6)).toBeNull();
    expect(raisedChunks([3, 1.2, 1, 1, 1], 1)).toEqual([0]);
    expect(raisedChunks([9, 1.6, 1, 1, 1], 1)).toBeNull();
    expect(raisedChunks([], 3)).toBeNull();
  });

  it("are not measured against chunks without anything to look at", () => {
    expect(raisedChunks([9, 0, 0, 0, 1, 1.6, 1], 6)).toEqual([0, 5]);
  });
});

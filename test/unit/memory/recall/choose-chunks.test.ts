import { describe, expect, it } from "vitest";
import {
  chooseAlone,
  chooseChunks,
  type ChooseOptions,
} from "../../../../src/memory/recall/choose-chunks.ts";

const SIZES = Array.from({ length: 6 }, () => ({ detailed: 100, compact: 10 }));
const RELEVANCE = [9, 1, 5, 3, 4, 9];
const choose = (options: Partial<ChooseOptions>) => {
  const { isDetailed, entries } = chooseChunks(SIZES, RELEVANCE, {
    most: 2,
    room: 1000,
    ...options,
  });
  return { detailed: isDetailed.flatMap((is, chunk) => (is ? [chunk] : [])), entries };
};

describe("chunks in detail", () => {
  it("are the ends and the most relevant", () => {
    expect(choose({})).toEqual({ detailed: [0, 2, 4, 5], entries: 420 });
    expect(choose({ most: 0 })).toEqual({ detailed: [0, 5], entries: 240 });
  });

  it("are as many as there is room for, the ends first", () => {
    expect(choose({ room: 60 })).toEqual({ detailed: [], entries: 60 });
    expect(choose({ room: 150 })).toEqual({ detailed: [0], entries: 150 });
    expect(choose({ room: 335 })).toEqual({ detailed: [0, 2, 5], entries: 330 });
  });

  it("are what the reader forces in or out, whatever their relevance", () => {
    const forced = new Map([
      [1, true],
      [2, false],
      [5, false],
    ]);
    expect(choose({ forced })).toEqual({ detailed: [0, 1, 3, 4], entries: 420 });
  });

  it("take the first of equals, and one chunk is both ends", () => {
    const even = chooseChunks(SIZES, [0, 0, 0, 0, 0, 0], { most: 1, room: 1000 });
    expect(even.isDetailed).toEqual([true, true, false, false, false, true]);
    const single = chooseChunks(SIZES.slice(0, 1), [1], { most: 3, room: 1000 });
    expect(single).toEqual({ isDetailed: [true], entries: 100 });
  });

  it("say when not even the compact level fits", () => {
    expect(() => choose({ room: 59 })).toThrow(/takes 60 places; .* room for 59/);
  });

  it("keep to a budget of entries, as many as fit or as asked for", () => {
    expect(choose({ most: Infinity, budget: 420 })).toEqual({
      detailed: [0, 2, 4, 5],
      entries: 420,
    });
    expect(choose({ most: 1, budget: 420 })).toEqual({ detailed: [0, 2, 5], entries: 330 });
    expect(() => choose({ budget: 59 })).toThrow(/takes 60 tokens; the budget .* is 59/);
  });
});

describe("chunks alone", () => {
  it("are these and no ends, as long as they fit", () => {
    const alone = { isDetailed: [false, true, false, false, true, false], entries: 200 };
    expect(chooseAlone(SIZES, [1, 4], 200)).toEqual(alone);
    expect(chooseAlone(SIZES, [1, 4], 199)).toBeNull();
  });
});

import { describe, expect, it } from "vitest";
import { chooseWithin, chunksWithin } from "../../../../src/memory/recall/chunks-within.ts";

const RECORDS = [[0, 1], [2, 3], [], [6, 7], [8]].map((timesSec) => ({ timesSec }));

describe("the chunks of a part", () => {
  it("are those with a frame in it", () => {
    expect(chunksWithin(RECORDS, undefined)).toEqual({ from: 0, to: 5 });
    expect(chunksWithin(RECORDS, { fromSec: 3, toSec: 6 })).toEqual({ from: 1, to: 4 });
    expect(chunksWithin(RECORDS, { fromSec: 7, toSec: 1e9 })).toEqual({ from: 3, to: 5 });
  });

  it("are the last one before where no frame is in it", () => {
    expect(chunksWithin(RECORDS, { fromSec: 4, toSec: 5 })).toEqual({ from: 1, to: 2 });
    expect(chunksWithin(RECORDS, { fromSec: 10, toSec: 20 })).toEqual({ from: 4, to: 5 });
  });

  it("alone are chosen among, by their places in the whole", () => {
    const sizes = RECORDS.map(() => ({ detailed: 10, compact: 2 }));
    const choose = (forced: ReadonlyMap<number, boolean>) =>
      chooseWithin({ from: 1, to: 4 }, sizes, [9, 1, 5, 2, 9], { most: 0, room: 100, forced });
    expect(choose(new Map())).toEqual({
      isDetailed: [false, true, false, true, false],
      entries: 22,
    });
    expect(
      choose(
        new Map([
          [0, true],
          [1, false],
          [2, true],
        ]),
      ),
    ).toEqual({
      isDetailed: [false, false, true, true, false],
      entries: 22,
    });
  });
});

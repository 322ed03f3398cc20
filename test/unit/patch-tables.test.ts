import { describe, expect, it } from "vitest";
import { countsOf, tablesOfRun } from "../../src/vision/patch-tables.ts";

// Three steps of four patches: all are encoded in the first, 1 and 3 again in the second, 0 in the third.
const SOURCES = Uint32Array.from([1, 1, 1, 1, 1, 2, 1, 2, 3, 2, 1, 2]);

describe("the tables of a run", () => {
  it("take what is encoded in each step, and find the latest of each patch", () => {
    const { picked, places, hold } = tablesOfRun({ steps: [1, 2], count: 2 }, SOURCES, 4);
    // The third step has one patch of its own, and the first other one fills it up.
    expect([...picked]).toEqual([5, 7, 8, 9]);
    // Rows 0 to 3 are held, 4 and 5 the second step's, 6 and 7 the third's.
    expect([...places]).toEqual([0, 4, 2, 5, 6, 7, 2, 5]);
    // What only fills up is not held: its pixels were not compared.
    expect([...hold]).toEqual([6, 4, 2, 5]);
  });

  it("take all patches of a step in their order", () => {
    const { picked, places, hold } = tablesOfRun({ steps: [0], count: 4 }, SOURCES, 4);
    expect([...picked]).toEqual([0, 1, 2, 3]);
    expect([...places]).toEqual([4, 5, 6, 7]);
    expect([...hold]).toEqual([4, 5, 6, 7]);
  });

  it("follow how many patches each step encodes", () => {
    expect(countsOf(SOURCES, 4)).toEqual([4, 2, 1]);
  });
});

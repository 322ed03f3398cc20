// The experiment of figure 1: what is left out, its curves, and what they say of the paper's claim.

import { describe, expect, it } from "vitest";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { requestKey } from "../../../src/evaluation/arms.ts";
import { linePlot } from "../../../tools/lab/suites/core/line-plot.ts";
import { framesArms, readCounts } from "../../../tools/lab/suites/frames/arms.ts";
import { claimOf, claimWords, curvesOf } from "../../../tools/lab/suites/frames/curves.ts";

const arms = framesArms({
  kinds: ["redundant", "unique", "random"],
  counts: [0, 2, 6],
  frames: 8,
  positions: null,
});

describe("the arms", () => {
  it("are all frames, then each kind with each count, drawn ones three times", () => {
    expect(arms.map(({ which, count, requests }) => [which, count, requests.length])).toEqual([
      [null, 0, 1],
      ["redundant", 2, 1],
      ["redundant", 6, 1],
      ["unique", 2, 1],
      ["unique", 6, 1],
      ["random", 2, 3],
      ["random", 6, 3],
    ]);
    const keys = arms.flatMap(({ requests }) => requests.map(requestKey));
    expect(keys.slice(0, 3)).toEqual(["all", "all without 2 redundant", "all without 6 redundant"]);
    expect(keys.at(-1)).toBe("all without 6 random:2");
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("leave a frame, and come once", () => {
    expect(readCounts("8,0,4", 32)).toEqual([0, 4, 8]);
    expect(() => readCounts("0,32", 32)).toThrow(UsageError);
    expect(() => readCounts("4,4", 32)).toThrow(UsageError);
  });
});

/** Clips of ten questions, of which so many are right under a key. */
const recordsOf = (rightOf: (key: string, clip: number) => number) =>
  Array.from({ length: 20 }, (_, index) => ({
    index,
    byRequest: Object.fromEntries(
      arms
        .flatMap(({ requests }) => requests.map(requestKey))
        .map((key) => [
          key,
          {
            total: 8,
            kept: 8,
            answers: Array.from(
              { length: 10 },
              (_, at) => ["color", at < rightOf(key, index)] as const,
            ),
          },
        ]),
    ),
  }));

describe("the curves", () => {
  const records = recordsOf((key, clip) => {
    if (key === "all") return 10;
    if (key.includes("redundant")) return 9;
    return key.includes("unique") ? 4 + (clip % 2) : 7;
  });

  it("begin with all frames, and are means over draws", () => {
    const [redundant, unique, random] = curvesOf(arms, records);
    const meansOf = (curve = redundant) => curve?.points.map(({ right }) => right.mean);
    expect(meansOf()).toEqual([100, 90, 90]);
    expect(meansOf(unique)).toEqual([100, 45, 45]);
    expect(meansOf(random)).toEqual([100, 70, 70]);
    expect(unique?.points.map(({ count, n }) => [count, n])).toEqual([
      [0, 200],
      [2, 200],
      [6, 200],
    ]);
    const { low, high } = unique?.points[1]?.right ?? { low: 0, high: 0 };
    expect(low).toBeLessThan(45);
    expect(high).toBeGreaterThan(45);
  });

  it("say that the claim holds, that its opposite does, or that nobody can tell", () => {
    const claim = claimOf(arms, 8, records);
    expect(claim).toMatchObject({ redundant: 6, unique: 2, between: { points: { mean: 45 } } });
    expect(claim && claimWords(claim, 8)).toMatch(
      /that 6 redundant of 8 frames can go rather than 2 unique ones, holds here: by 45\.0 points/,
    );
    const opposite = claimOf(
      arms,
      8,
      recordsOf((key) => (key.includes("redundant") ? 3 : 8)),
    );
    expect(opposite && claimWords(opposite, 8)).toContain("does not hold here; the opposite does");
    const same = claimOf(
      arms,
      8,
      recordsOf(() => 5),
    );
    expect(same && claimWords(same, 8)).toContain("cannot be told from 200 questions");
    // One clip has an interval without width, but proves nothing.
    const one = claimOf(arms, 8, records.slice(0, 1));
    expect(one?.between.points.low).toBeGreaterThan(0);
    const few = recordsOf((key) => (key.includes("redundant") ? 9 : 7)).slice(0, 1);
    const unsure = claimOf(arms, 8, few);
    expect(unsure && claimWords(unsure, 8)).toContain("cannot be told from 10 questions");
    expect(claimOf(arms.slice(0, 3), 8, records)).toBeNull();
  });
});

describe("the plot", () => {
  it("has each line with its points, intervals and name, and its text as text", () => {
    const svg = linePlot({
      title: "a < b & c",
      xLabel: "frames",
      yLabel: "%",
      lines: [
        { name: "one", points: [0, 8].map((x) => ({ x, y: { mean: 50, low: 40, high: 60 } })) },
        { name: "two", points: [{ x: 24, y: { mean: 100, low: 90, high: 100 } }] },
      ],
    });
    expect(svg).toContain("<title>a &lt; b &amp; c</title>");
    expect(svg.match(/stroke-opacity/g)?.length).toBe(3);
    expect(svg).toContain('d="M64 194L248 194"'); // half of the height, a third of the width
    expect(svg).toContain(">24</text>");
    expect(svg).not.toContain("NaN");
  });
});

import { describe, expect, it } from "vitest";
import { markPoints, markWidth } from "../../../src/app/compare/pareto-marks.ts";
import {
  klPlace,
  klTicks,
  paretoGroups,
  tickWords,
  type CostKind,
} from "../../../src/app/compare/pareto.ts";
import {
  newComparison,
  nextComparison,
  type CompareEvent,
} from "../../../src/store/compare/machine.ts";
import type { Comparison } from "../../../src/store/compare/types.ts";
import { comparedVideo } from "../../support/compared.ts";
import { madePlan, madeReport } from "../../support/reports.ts";

/** A comparison of columns by their share of tokens, milliseconds and divergence; the first has all tokens. */
function compared(columns: readonly (readonly [share: number, ms: number, kl: number])[]) {
  const start = newComparison({
    id: 1,
    questions: [{ text: "What?", answer: null }],
    requests: columns.slice(1).map(([retention]) => ({ method: "cover", retention })),
    video: comparedVideo(),
    modelId: "m",
    isTrained: false,
  });
  const events = columns.flatMap(([share, firstTokenMs, meanKl], column): CompareEvent[] => [
    { kind: "asked", column, question: 0 },
    {
      kind: "answered",
      column,
      question: 0,
      report: madeReport({
        firstTokenMs,
        divergence: column === 0 ? null : { meanKl, tokens: 3 },
        plan: madePlan({ method: "cover", retention: share }, [36 * share, 36 * share]),
      }),
    },
  ]);
  return events.reduce(nextComparison, start);
}

/** The points of a comparison whose columns have one model and the same frames. */
const paretoPoints = (comparison: Comparison, kind: CostKind) =>
  paretoGroups(comparison, kind).flatMap(({ points }) => points);

describe("cost against agreement", () => {
  const comparison = compared([
    [1, 100, 0],
    [0.5, 120, 0.2],
    [0.25, 40, 0.1],
    [0.1, 60, 0.3],
  ]);

  it("puts on the front what no other column beats in both", () => {
    const points = paretoPoints(comparison, "tokens");
    expect(points.map(({ isOnFront }) => isOnFront)).toEqual([true, false, true, true]);
    expect(points.map(({ cost }) => cost)).toEqual([1, 0.5, 0.25, 0.1]);
    expect(points.map(({ kl }) => kl)).toEqual([0, 0.2, 0.1, 0.3]);
  });

  it("has another front for another cost", () => {
    const points = paretoPoints(comparison, "first-token");
    expect(points.map(({ isOnFront }) => isOnFront)).toEqual([true, false, true, false]);
  });

  it("keeps columns that are equal in both", () => {
    const points = paretoPoints(
      compared([
        [1, 1, 0],
        [0.5, 1, 0.1],
        [0.5, 1, 0.1],
      ]),
      "tokens",
    );
    expect(points.every(({ isOnFront }) => isOnFront)).toBe(true);
  });

  it("leaves out columns without an answer", () => {
    const half = compared([
      [1, 1, 0],
      [0.5, 1, 0.1],
    ]);
    const [reference, other] = half.columns;
    const waiting = { ...other!, cells: [{ phase: "waiting" as const }] };
    expect(paretoPoints({ ...half, columns: [reference!, waiting] }, "tokens")).toHaveLength(1);
  });
});

it("gives points on each other one mark with all their numbers", () => {
  const points = paretoPoints(
    compared([
      [1, 1, 0],
      [0.5, 1, 0.1],
      [0.5, 1, 0.1],
      [0.25, 1, 0.1],
    ]),
    "tokens",
  );
  const marks = markPoints(points, ({ cost, kl }) => [cost * 400, kl * 100]);
  expect(marks.map(({ label }) => label)).toEqual(["all", "1, 2", "3"]);
  expect(marks.map(({ isOnFront }) => isOnFront)).toEqual([true, false, true]);
  expect(markWidth(marks[1]!)).toBeGreaterThan(markWidth(marks[2]!));
});

describe("the axis of the divergence", () => {
  const points = (kl: number) =>
    paretoPoints(
      compared([
        [1, 1, 0],
        [0.5, 1, kl],
      ]),
      "tokens",
    );

  it.each([
    [0, ["≤ 0.1", "1", "10"]],
    [0.5e-6, ["≤ 0.1", "1", "10"]],
    [2e-5, ["≤ 0.00001", "0.0001", "0.001"]],
    [0.01, ["≤ 0.01", "0.1", "1"]],
    [0.11, ["≤ 0.1", "1", "10"]],
    [200, ["≤ 0.1", "1", "10", "100", "1000"]],
  ])("of %f nats has the ticks %j", (kl, want) => {
    const ticks = klTicks(points(kl));
    expect(ticks.map((tick, i) => tickWords(tick, i).replace("\u00a0", " "))).toEqual(want);
    expect(klPlace(kl, ticks)).toBeLessThanOrEqual(1);
  });

  it("goes from what agrees at the top to what differs most at the bottom", () => {
    const many = paretoPoints(
      compared([
        [1, 1, 0],
        [0.5, 1, 0.002],
        [0.2, 1, 5],
      ]),
      "tokens",
    );
    const ticks = klTicks(many);
    expect(ticks.map((tick) => Math.round(Math.log10(tick)))).toEqual([-3, -2, -1, 0, 1]);
    expect([0, 1e-7, 1e-3].map((kl) => klPlace(kl, ticks))).toEqual([0, 0, 0]);
    expect(klPlace(0.1, ticks)).toBeCloseTo(0.5, 9);
    expect(klPlace(10, ticks)).toBeCloseTo(1, 9);
  });

  it("takes what is below a millionth as agreeing", () => {
    const noise = paretoPoints(
      compared([
        [1, 1, 0],
        [0.5, 1, 3e-7],
        [0.2, 1, 9e-7],
      ]),
      "tokens",
    );
    expect(noise.map(({ isOnFront }) => isOnFront)).toEqual([false, false, true]);
  });
});

import { describe, expect, it } from "vitest";
import {
  percentAfterKey,
  percentAt,
  placeOfPercent,
} from "../../../src/app/budget/retention-scale.ts";
import { rampColor, rampColors, rampEnd } from "../../../src/app/values/ramp.ts";
import { frameAt } from "../../../src/store/video/frame-at.ts";
import { planGrid } from "../../../src/app/stage/token-grid.ts";
import { viridis } from "../../../src/app/stage/viridis.ts";
import {
  areFlat,
  barValues,
  faceScores,
  isBeyond,
  roundTop,
} from "../../../src/app/timeline/bar-values.ts";
import { chartCsv } from "../../../src/app/timeline/chart-csv.ts";
import { axisWords, barWords, scoreWords } from "../../../src/app/timeline/chart-words.ts";
import { faceOfGroup, pictureGroups } from "../../../src/app/timeline/picture-groups.ts";
import { placeOfTime, rulerTicks } from "../../../src/app/timeline/ruler-ticks.ts";
import { BIN_CENTRES, lookedAt } from "../../../src/base/sampling.ts";
import { frameScores, rankOf } from "../../../src/app/values/frame-score.ts";
import type { ModelInfo, Plan, PlanRequest } from "../../../src/engine/api.ts";
import { madePlan } from "../../support/made-plan.ts";

const COSINE: PlanRequest = { method: "vidcom2", variant: "cosine", retention: 0.5 };

describe("the score of a frame on the chart", () => {
  it("is the distance from the video: the kernel's largest likeness plus u", () => {
    // u of the cosine example A in golden/vidcom2-oracle.json, and of its Gaussian twin B.
    const cosine = madePlan(COSINE, [-0.844117, -0.925024, -0.692249], [2, 2, 2]);
    expect(frameScores(cosine)?.values.map((u) => u.toFixed(3))).toEqual([
      "0.156",
      "0.075",
      "0.308",
    ]);
    const released = madePlan({ ...COSINE, variant: "released" }, [-3.541948, -3.994508], [2, 2]);
    expect(frameScores(released)?.values.map((u) => u.toFixed(3))).toEqual(["1.458", "1.005"]);
  });

  it("follows a kernel that was switched by hand", () => {
    const switched = { ...COSINE, switches: { kernel: "gaussian" as const } };
    expect(frameScores(madePlan(switched, [-4], [2]))?.values).toEqual([1]);
  });

  it("is Cover's novelty where Cover shares the budget", () => {
    const cover = { method: "cover", retention: 0.5 } as const;
    expect(frameScores(madePlan(cover, [0.4, 0.1], [3, 1]))).toEqual({
      kind: "novelty",
      values: [0.4, 0.1],
    });
    const driven = { method: "random", budget: "cover", retention: 0.5 } as const;
    expect(frameScores(madePlan(driven, [0.4, 0.1], [3, 1]))?.kind).toBe("novelty");
    const driving = { method: "cover", budget: "vidcom2", retention: 0.5 } as const;
    expect(frameScores(madePlan(driving, [-0.9, -0.8], [3, 1]))?.kind).toBe("uniqueness");
  });

  it("does not exist for methods that score no frames", () => {
    expect(frameScores(madePlan({ method: "uniform", retention: 0.5 }, [0, 0], [2, 2]))).toBeNull();
    const bars = barValues(madePlan({ method: "random", retention: 0.5 }, [0, 0], [1, 3]), "mean");
    expect(bars).toMatchObject({ kind: "budget", values: [1, 3], base: "zero", low: 0, high: 4 });
    expect(barWords(bars)).toBe("Bars: tokens kept of each frame, from 0");
  });

  it("ranks from the largest, equal values alike", () => {
    expect([0, 1, 2, 3].map((index) => rankOf([0.2, 0.5, 0.2, 0.1], index))).toEqual([2, 1, 2, 4]);
  });

  it.each([
    [0, 1],
    [0.477, 0.5],
    [0.0301, 0.04],
    [1.2, 1.5],
    [7.1, 8],
    [10, 10],
  ])("has an axis that ends at a round number: %d → %d", (most, top) => {
    expect(roundTop(most)).toBeCloseTo(top, 10);
  });
});

/** Uniqueness of the sample "one glimpse" by VidCom², less the kernel's 1; the glimpse is in the frames 26 and 27. */
const GLIMPSE = [
  -0.405, -0.403, -0.424, -0.417, -0.406, -0.436, -0.365, -0.365, -0.408, -0.412, -0.401, -0.4,
];

describe("the bars", () => {
  const request = { method: "vidcom2", variant: "cosine", retention: 0.25 } as const;
  const of = (scores: readonly number[]) =>
    madePlan(
      request,
      scores,
      scores.map(() => 1),
    );

  it("are flat when the lowest is three quarters of the highest", () => {
    expect(areFlat([0.595, 0.635])).toBe(true);
    expect(areFlat([2.87, 2.9])).toBe(true);
    expect(areFlat([0.31, 0.4])).toBe(true);
    expect(areFlat([0.29, 0.4])).toBe(false);
    expect(areFlat([0.4])).toBe(false);
    expect(areFlat([])).toBe(false);
  });

  it("rise from the mean where they would be flat, and else from zero", () => {
    const flat = barValues(of(GLIMPSE));
    expect(flat).toMatchObject({ base: "mean", isCut: false });
    expect(flat.mean).toBeCloseTo(0.5965, 4);
    expect([flat.low, flat.high].map((end) => (end - flat.mean).toFixed(3))).toEqual([
      "-0.040",
      "0.040",
    ]);
    expect(axisWords(flat)).toEqual(["+0.04", "\u22120.04"]);
    expect(barWords(flat)).toBe("Bars: uniqueness from the mean, 0.597");
    expect(scoreWords(flat, 6)).toBe("uniqueness 0.635, 0.038 above the mean");
    expect(scoreWords(flat, 5)).toBe("uniqueness 0.564, 0.032 below the mean");
    const steep = barValues(of([-0.9, -0.5]));
    expect(steep).toMatchObject({ base: "zero", low: 0, high: 0.5 });
    expect(scoreWords(steep, 1)).toBe("uniqueness 0.500");
  });

  it("rise from where the reader says", () => {
    const zero = barValues(of(GLIMPSE), "zero");
    expect(zero).toMatchObject({ base: "zero", low: 0, high: 0.8 });
    expect(axisWords(zero)).toEqual(["0.8", "0"]);
    expect(barWords(zero)).toBe("Bars: uniqueness from 0");
    expect(barValues(of([-0.9, -0.4]), "mean").base).toBe("mean");
  });

  it("of a still picture stay at the mean: a hundredth of it is the least reach", () => {
    const { mean, low, high } = barValues(of([-0.4, -0.4, -0.400001]));
    expect(high - mean).toBeCloseTo(0.006, 6);
    expect(mean - low).toBeCloseTo(0.006, 6);
  });

  it("at ends that the method favours are cut where they would flatten the others, and say so", () => {
    const cover = { method: "cover", retention: 0.25 } as const;
    const bars = barValues(madePlan(cover, [0.408, 0.013, 0.077, 0.03, 0.379], [4, 1, 2, 1, 4]));
    expect(bars).toMatchObject({ base: "zero", low: 0, high: 0.08, isCut: true });
    expect(bars.mean).toBeCloseTo(0.04, 10);
    expect(bars.values.map((_, index) => isBeyond(bars, index))).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(barWords(bars)).toBe(
      "Bars: novelty from 0; cut at the ends of the video, 0.41 and 0.38",
    );
    const even = barValues(
      madePlan({ ...cover, ends: 0 }, [0.408, 0.013, 0.077, 0.03, 0.379], [4, 1, 2, 1, 4]),
    );
    expect(even).toMatchObject({ isCut: false, high: 0.5 });
    const alike = barValues(madePlan(cover, [0.09, 0.07, 0.02, 0.03, 0.08], [4, 1, 2, 1, 4]));
    expect(alike).toMatchObject({ isCut: false, high: 0.1 });
  });
});

describe("pictures over columns", () => {
  it("are one each where columns are wide", () => {
    expect(pictureGroups(3, 80, 78)).toEqual([
      { from: 0, span: 1 },
      { from: 1, span: 1 },
      { from: 2, span: 1 },
    ]);
  });

  it("are one over several where these are narrow, each with room for the whole picture", () => {
    for (const [columns, columnPx] of [
      [75, 10],
      [32, 33],
      [64, 11],
      [900, 5],
    ] as const) {
      const groups = pictureGroups(columns, columnPx, 78);
      expect(Math.min(...groups.map(({ span }) => span * columnPx))).toBeGreaterThanOrEqual(78);
      expect(groups.reduce((sum, { span }) => sum + span, 0)).toBe(columns);
      const ends = groups.map(({ from, span }) => from + span);
      expect(ends).toEqual([...groups.slice(1).map(({ from }) => from), columns]);
    }
  });

  it("are one where not even one has room, and none without columns", () => {
    expect(pictureGroups(4, 5, 78)).toEqual([{ from: 0, span: 4 }]);
    expect(pictureGroups(0, 0, 78)).toEqual([]);
  });

  it("are of the column that is wanted, else of the highest score, else of the middle one", () => {
    const group = { from: 4, span: 4 };
    const scores = [9, 0, 0, 0, 0.1, 0.2, 0.1, 0.5, 9];
    expect(faceOfGroup(group, [null, 5], scores)).toBe(5);
    expect(faceOfGroup(group, [6, 5], scores)).toBe(6);
    expect(faceOfGroup(group, [3, 8], scores)).toBe(7);
    expect(faceOfGroup(group, [], [])).toBe(6);
  });

  it("are of an end that the method favours only where no other frame is there", () => {
    const cover = { method: "cover", retention: 0.25 } as const;
    const scores = faceScores(madePlan(cover, [0.4, 0.01, 0.07, 0.5], [4, 1, 2, 4]));
    expect(faceOfGroup({ from: 0, span: 2 }, [], scores)).toBe(1);
    expect(faceOfGroup({ from: 2, span: 2 }, [], scores)).toBe(2);
    expect(faceOfGroup({ from: 3, span: 1 }, [], scores)).toBe(3);
    const unique = { method: "vidcom2", variant: "cosine", retention: 0.25 } as const;
    const all = faceScores(madePlan(unique, [-0.4, -0.9, -0.8, -0.5], [4, 1, 2, 4]));
    expect(faceOfGroup({ from: 0, span: 2 }, [], all)).toBe(0);
    expect(faceScores(madePlan({ method: "uniform", retention: 0.5 }, [0, 0], [2, 2]))).toEqual([]);
  });
});

describe("the ramp", () => {
  it("begins at no tokens and ends at twice the even share, or at the most of a frame", () => {
    expect(rampEnd(madePlan(COSINE, [-1, -1, -1, -1], [9, 9, 9, 9], 36))).toBe(18);
    expect(rampEnd(madePlan(COSINE, [-1, -1, -1, -1], [1, 1, 2, 30], 36))).toBe(30);
    expect(rampEnd(madePlan(COSINE, [-1, -1], [36, 36], 36))).toBe(36);
    expect(rampEnd(madePlan(COSINE, [], []))).toBe(1);
    const [none, some] = rampColors(madePlan(COSINE, [-1, -1], [0, 36], 36));
    expect([none, some]).toEqual([rampColor(0), rampColor(1)]);
  });

  it("gives frames of nearly as many tokens nearly the same colour", () => {
    const [few, more] = rampColors(madePlan(COSINE, [-1, -1, -1], [9, 12, 9], 36));
    expect([few, more]).toEqual([rampColor(9 / 20), rampColor(12 / 20)]);
  });

  it("mixes neighbouring tokens only", () => {
    expect(rampColor(0)).toBe("color-mix(in oklab, var(--ramp-1) 0%, var(--ramp-0))");
    expect(rampColor(0.375)).toBe("color-mix(in oklab, var(--ramp-2) 50%, var(--ramp-1))");
    expect(rampColor(1)).toBe("color-mix(in oklab, var(--ramp-4) 100%, var(--ramp-3))");
  });

  it("is viridis over the picture, at its ends too", () => {
    expect(viridis(0)).toBe("rgb(68 1 84)");
    expect(viridis(0.5)).toBe("rgb(33 145 140)");
    expect(viridis(1)).toBe("rgb(253 231 37)");
  });
});

describe("the ruler", () => {
  it("steps in numbers that people count in, ten labels at most", () => {
    const times = (sec: number) =>
      rulerTicks([], { startSec: 0, durationSec: sec }, 10).map(({ timeSec }) => timeSec);
    expect(times(10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(times(32)).toEqual([0, 5, 10, 15, 20, 25, 30]);
    expect(times(2_048)).toEqual([0, 300, 600, 900, 1_200, 1_500, 1_800]);
    expect(times(0)).toEqual([]);
  });

  it("puts a time over the column of its frame, even where frames are uneven", () => {
    const times = [1, 2, 9];
    const span = { startSec: 0, durationSec: 10 };
    expect(placeOfTime(times, span, 2)).toBeCloseTo(0.5, 10);
    expect(placeOfTime(times, span, 9)).toBeCloseTo(2.5 / 3, 10);
    expect(placeOfTime(times, span, 0)).toBe(0);
    expect(placeOfTime(times, span, 10)).toBe(1);
  });

  it("begins where the clip begins, as in a part of a longer recording", () => {
    const startSec = 3_600;
    const times = Array.from({ length: 10 }, (_, index) => startSec + index + 0.5);
    const ticks = rulerTicks(times, { startSec, durationSec: 10 }, 10);
    expect(ticks.map(({ timeSec }) => timeSec - startSec)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const [index, { at }] of ticks.entries()) expect(at).toBeCloseTo(index / 10, 10);
    // Of three pictures, which stand for a second each, none is named twice.
    const pictures = rulerTicks([0.5, 1.5, 2.5], { startSec: 0, durationSec: 3 }, 10, 1);
    expect(pictures.map(({ timeSec }) => timeSec)).toEqual([0, 1, 2]);
  });

  it("finds the frame nearest to a time", () => {
    expect([0, 1.4, 1.6, 5, 99].map((sec) => frameAt([1, 2, 9], sec))).toEqual([0, 0, 1, 1, 2]);
    expect(frameAt([], 3)).toBe(0);
  });
});

describe("the retention rail", () => {
  it("is logarithmic from 5 to 100 and reaches every percent", () => {
    expect(placeOfPercent(5)).toBe(0);
    expect(placeOfPercent(100)).toBe(1);
    for (let percent = 5; percent <= 100; percent++) {
      expect(percentAt(placeOfPercent(percent))).toBe(percent);
    }
    expect([percentAt(-1), percentAt(2)]).toEqual([5, 100]);
  });

  it.each([
    ["ArrowRight", 25, 26],
    ["ArrowLeft", 5, 5],
    ["ArrowUp", 100, 100],
    ["PageUp", 25, 50],
    ["PageUp", 26, 50],
    ["PageDown", 26, 25],
    ["Home", 60, 5],
    ["End", 60, 100],
    ["a", 60, null],
  ])("%s at %d goes to %s", (key, from, to) => {
    expect(percentAfterKey(key, from)).toBe(to);
  });
});

describe("the table", () => {
  const looked = lookedAt({ sampling: BIN_CENTRES, stepTokens: null }, { spread: "ends" }, 2);
  const surroundings = {
    model: { id: "shapes", precision: "fp32", family: "x", runtime: "webgpu" },
    adapter: null,
    savedAt: new Date(Date.UTC(2026, 10, 29)),
  } as const;
  const rowsOf = (one: Plan) => {
    const csv = chartCsv(
      { name: "My clip.mp4", plan: one, bars: barValues(one), looked },
      surroundings,
    );
    const [header = "", ...rows] = csv.trimEnd().split("\r\n");
    return rows.map((row) => ({ header: header.split(","), row }));
  };

  it("has one line a frame, in the numbers that the chart shows, beside the method's own", () => {
    const one = madePlan(COSINE, [-0.844117, -0.925024], [3, 1]);
    const rows = rowsOf(one);
    const { values, mean } = barValues(one);
    const fromMean = values.map((value) => `${value - mean}`);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.header.slice(0, 12)).toEqual([
      "frame",
      "time_sec",
      "score_kind",
      "score",
      "score_mean",
      "score_from_mean",
      "bars_from",
      "method_score",
      "retention",
      "tokens_kept",
      "tokens_total",
      "share_of_even",
    ]);
    const cells = rows.map(({ row }) => row.split(","));
    expect(cells.map((row) => row.slice(0, 7))).toEqual([
      ["1", "0.5", "uniqueness", `${values[0]}`, `${mean}`, fromMean[0], "zero"],
      ["2", "1.5", "uniqueness", `${values[1]}`, `${mean}`, fromMean[1], "zero"],
    ]);
    expect(cells.map((row) => row.slice(7, 12))).toEqual([
      ["-0.844117", "0.75", "3", "4", "1.5"],
      ["-0.925024", "0.25", "1", "4", "0.5"],
    ]);
  });

  it("says in each line what it is of, and where, when and by what it was made", () => {
    const [first] = rowsOf(madePlan(COSINE, [-0.844117, -0.925024], [3, 1]));
    expect(first?.header.slice(12)).toEqual([
      "method",
      "variant",
      "rounding",
      "ends",
      "seed",
      "frame_budget",
      "retention_wanted",
      "positions",
      "video",
      "frames_chosen",
      "model",
      "precision",
      "runtime",
      "adapter",
      "saved_at",
      "framewise",
    ]);
    expect(first?.row).toMatch(
      /,vidcom2,cosine,,,,,0\.5,,My clip\.mp4,"2 frames, first and last among them, chosen by you",shapes,fp32,webgpu,,2026-11-29T00:00:00\.000Z,\d+\.\d+\.\d+$/,
    );
  });

  it("has no score where the method tells none", () => {
    const [first] = rowsOf(madePlan({ method: "uniform", retention: 0.5 }, [0, 0], [2, 2]));
    expect(first?.row).toMatch(/^1,0\.5,,,,,zero,,0\.5,2,4,1,uniform,/);
  });
});

describe("planGrid", () => {
  const info = { grid: { rows: 2, columns: 2 } } as ModelInfo;

  it("cuts one frame's tokens out of the plan", () => {
    const grid = planGrid(madePlan(COSINE, [-1, -1, -1], [2, 2, 2]), info.grid, 1);
    expect(grid).toMatchObject({ rows: 2, columns: 2, levels: Uint8Array.of(0, 1, 0, 1) });
  });

  it("is null for a frame that is not there, and for another model's plan", () => {
    const other = { grid: { rows: 3, columns: 2 } } as ModelInfo;
    expect(planGrid(madePlan(COSINE, [-1], [2]), info.grid, 1)).toBeNull();
    expect(planGrid(madePlan(COSINE, [-1], [2]), other.grid, 0)).toBeNull();
  });
});

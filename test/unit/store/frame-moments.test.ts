import { describe, expect, it } from "vitest";
import type { PlanRequest } from "../../../src/engine/api.ts";
import { frameMoments, mostUnusualFrame } from "../../../src/store/plan/frame-moments.ts";
import { madePlan } from "../../support/made-plan.ts";
import { deviationsOf, standOut } from "../../../src/store/stands-out.ts";

const VIDCOM2: PlanRequest = { method: "vidcom2", retention: 0.25 };
const COVER: PlanRequest = { method: "cover", retention: 0.25 };

/** A plan of one frame a second. */
const plan = (request: PlanRequest, budgets: readonly number[], scores = budgets) =>
  madePlan(request, scores, budgets, 36);

describe("what stands out", () => {
  it("is two deviations above the mean, and not far below the highest", () => {
    expect(standOut([-1, 0, 1.9, 2, 2.5])).toEqual([false, false, false, true, true]);
    expect(standOut([2.9, 9])).toEqual([false, true]);
    expect(standOut([])).toEqual([]);
  });

  it("is nothing among equal values", () => {
    expect(deviationsOf([3, 3, 3])).toEqual([0, 0, 0]);
    expect(deviationsOf([1, 3])).toEqual([-1, 1]);
    expect(deviationsOf([])).toEqual([]);
  });
});

const BY_TOKENS: PlanRequest = { method: "divprune", retention: 0.25 };

/** VidCom²'s tokens of the sample "one glimpse" at 25 %: the glimpse is in the frames 26 and 27. */
const GLIMPSE = [
  9, 9, 9, 8, 9, 9, 9, 9, 8, 8, 9, 9, 9, 8, 9, 9, 9, 9, 8, 9, 9, 9, 9, 8, 9, 12, 12, 9, 9, 9, 9, 9,
];

describe("the moments of an answer about frames", () => {
  it("are the frames whose score is far above the others', neighbours as one", () => {
    expect(frameMoments(plan(VIDCOM2, GLIMPSE))).toEqual([
      { fromSec: 25.5, toSec: 26.5, timeSec: 25.5, tokens: 12, frames: 2 },
    ]);
  });

  it("are told by the score where there is one, wherever the tokens went", () => {
    const budgets = Array.from({ length: 32 }, (_, index) => (index === 5 ? 30 : 8));
    const scores = budgets.map((_, index) => (index === 20 ? -0.4 : -0.6));
    expect(frameMoments(plan(VIDCOM2, budgets, scores))).toEqual([
      { fromSec: 20.5, toSec: 20.5, timeSec: 20.5, tokens: 8, frames: 1 },
    ]);
    expect(frameMoments(plan(BY_TOKENS, budgets, scores)).map(({ timeSec }) => timeSec)).toEqual([
      5.5,
    ]);
    const still = budgets.map((_, index) => (index === 20 ? -0.6 + 1e-5 : -0.6));
    expect(frameMoments(plan(VIDCOM2, budgets, still))).toEqual([]);
  });

  it("come in the order of what they are told by, and lead to the highest", () => {
    const budgets = Array.from({ length: 32 }, () => 5);
    [budgets[3], budgets[20], budgets[21]] = [20, 22, 24];
    expect(frameMoments(plan(BY_TOKENS, budgets)).map(({ timeSec }) => timeSec)).toEqual([
      21.5, 3.5,
    ]);
  });

  it("are none where budgets differ by rounding alone, or not at all", () => {
    const rounded = Array.from({ length: 32 }, (_, index) => (index === 7 ? 10 : 9));
    expect(frameMoments(plan(BY_TOKENS, rounded))).toEqual([]);
    expect(frameMoments(plan({ method: "uniform", retention: 0.25 }, [9, 9, 9, 9]))).toEqual([]);
  });

  it("are not the ends of a video where a method always favours them", () => {
    const budgets = [36, ...Array.from({ length: 14 }, () => 4), 36];
    expect(frameMoments(plan(COVER, budgets))).toEqual([]);
    budgets[6] = 20;
    expect(frameMoments(plan(COVER, budgets)).map(({ timeSec }) => timeSec)).toEqual([6.5]);
    const even = { ...COVER, ends: 0 };
    expect(frameMoments(plan(even, budgets)).map(({ timeSec }) => timeSec)).toEqual([0.5, 15.5]);
  });
});

describe("the most unusual frame", () => {
  it("has the highest score, whatever it was given", () => {
    expect(mostUnusualFrame(plan(VIDCOM2, [3, 3, 3], [-0.8, -0.5, -0.9]))).toBe(1);
  });

  it("is none for methods that score no frames, and of a still picture", () => {
    expect(mostUnusualFrame(plan({ method: "random", retention: 0.5 }, [3, 9], [0, 0]))).toBeNull();
    expect(mostUnusualFrame(plan(VIDCOM2, [3, 3], [-0.9, -0.9 + 1e-6]))).toBeNull();
    expect(mostUnusualFrame(plan(VIDCOM2, []))).toBeNull();
  });

  it("is not an end that the method favours", () => {
    expect(mostUnusualFrame(plan(COVER, [9, 2, 3, 9], [0.4, 0.03, 0.07, 0.5]))).toBe(2);
    expect(mostUnusualFrame(plan({ ...COVER, ends: 0 }, [9, 2, 9], [0.4, 0.03, 0.5]))).toBe(2);
  });
});

import { describe, expect, it } from "vitest";
import { planRuns } from "../../src/vision/patch-runs.ts";

describe("the runs of steps that encode different numbers of patches", () => {
  it("join neighbours where filling up costs less than another run", () => {
    expect(planRuns([160, 14, 11, 0, 0, 3, 7, 12], 160)).toEqual([
      { steps: [0], count: 160 },
      { steps: [1, 2, 5, 6, 7], count: 20 },
    ]);
    expect(planRuns([10, 10, 90, 90, 10, 10], 160)).toEqual([
      { steps: [0, 1], count: 10 },
      { steps: [2, 3], count: 90 },
      { steps: [4, 5], count: 10 },
    ]);
  });

  it("leave out steps in which nothing has changed", () => {
    expect(planRuns([0, 0, 0], 160)).toEqual([]);
    expect(planRuns([0, 0, 0], 160, { alone: true })).toEqual([]);
  });

  it("take everything in one run where most has changed", () => {
    expect(planRuns([150, 140, 155, 149], 160)).toEqual([{ steps: [0, 1, 2, 3], count: 160 }]);
    expect(planRuns([150, 0, 0, 0], 160)).toEqual([{ steps: [0], count: 150 }]);
  });

  it("never encode fewer than have changed, nor more than there are", () => {
    for (let exact = 1; exact <= 121; exact++) {
      const runs = planRuns([121, exact, 0, exact], 121);
      for (const step of [1, 3]) {
        const { count } = runs.find(({ steps }) => steps.includes(step))!;
        expect(count).toBeGreaterThanOrEqual(exact);
        expect(count).toBeLessThanOrEqual(121);
      }
    }
  });

  it("stay alone and exact where steps cannot share one", () => {
    expect(planRuns([5, 0, 5], 60, { alone: true })).toEqual([
      { steps: [0], count: 5 },
      { steps: [2], count: 5 },
    ]);
  });
});

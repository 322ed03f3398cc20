import { describe, expect, it } from "vitest";
import { planRuns } from "../../src/vision/patch-runs.ts";

describe("the runs of steps that encode different numbers of patches", () => {
  it("join neighbours of one rounded number, in the order of the steps", () => {
    expect(planRuns([160, 14, 11, 0, 0, 3, 7, 12], 160)).toEqual([
      { first: 0, steps: 1, count: 160 },
      { first: 1, steps: 2, count: 20 },
      { first: 3, steps: 2, count: 0 },
      { first: 5, steps: 2, count: 10 },
      { first: 7, steps: 1, count: 20 },
    ]);
  });

  it("never encode fewer than have changed, nor more than there are", () => {
    for (let exact = 0; exact <= 121; exact++) {
      const [run] = planRuns([exact], 121);
      expect(run!.count).toBeGreaterThanOrEqual(exact);
      expect(run!.count).toBeLessThanOrEqual(Math.min(121, exact + 7));
    }
  });

  it("stay alone and exact where steps cannot share one", () => {
    expect(planRuns([5, 0, 5], 60, { alone: true })).toEqual([
      { first: 0, steps: 1, count: 5 },
      { first: 1, steps: 1, count: 0 },
      { first: 2, steps: 1, count: 5 },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { exactKept, mostKept } from "../../src/compression/budget.ts";
import { completeRequest, type PlanRequest } from "../../src/compression/request.ts";
import { splitQuota } from "../../src/kernels/frame-budget.ts";

const refusal = (request: unknown): unknown => {
  try {
    completeRequest(request as PlanRequest);
  } catch (thrown) {
    return thrown;
  }
  return null;
};

describe("completeRequest", () => {
  it.each([0, -0.25, NaN, 1.01, 101, Infinity])("refuses a retention of %s", (retention) => {
    expect(refusal({ method: "vidcom2", retention })).toMatchObject({
      code: "retention-invalid",
      message: expect.stringContaining(`Retention ${retention} is not a share`) as string,
    });
  });

  it("tells somebody who wrote a percentage what to write", () => {
    expect(refusal({ method: "uniform", retention: 25 })).toMatchObject({
      hint: "For 25 % give 0.25.",
    });
  });

  it.each([
    ["method-unknown", { method: "fastest", retention: 0.5 }],
    ["method-unknown", { method: "toString", retention: 0.5 }],
    ["method-unknown", { retention: 0.5 }],
    ["variant-unknown", { method: "vidcom2", variant: "new", retention: 0.5 }],
    ["budget-unknown", { method: "vidcom2", budget: "odd", retention: 0.5 }],
    ["switch-invalid", { method: "vidcom2", switches: { kernel: "linear" }, retention: 0.5 }],
    ["switch-invalid", { method: "vidcom2", switches: { temperature: 0 }, retention: 0.5 }],
    ["switch-invalid", { method: "vidcom2", switches: { temperature: NaN }, retention: 0.5 }],
    [
      "switch-invalid",
      { method: "vidcom2", variant: "cosine", switches: { kernel: "gaussian" }, retention: 0.5 },
    ],
    ["seed-invalid", { method: "random", seed: 0.5, retention: 0.5 }],
  ])("refuses with %s: %j", (code, request) => {
    expect(refusal(request)).toMatchObject({ code });
  });

  it("fills in the variant's switches, and single switches over them", () => {
    const request = {
      method: "vidcom2",
      variant: "released",
      retention: 0.25,
      switches: { rounding: "exact" },
    } as const;
    expect(completeRequest(request)).toEqual({
      method: "vidcom2",
      retention: 0.25,
      budget: "vidcom2",
      seed: 0,
      ends: 0.5,
      switches: {
        kernel: "gaussian",
        channels: "low-variance",
        centre: "unit",
        rounding: "exact",
        temperature: 0.01,
      },
    });
    expect(completeRequest({ method: "random", retention: 1 }).budget).toBe("even");
  });
});

describe("counts", () => {
  it("keeps R·T·N to the nearest, at least one", () => {
    expect(exactKept(0.25, 1152)).toBe(288);
    expect(exactKept(0.15, 10)).toBe(2);
    expect(exactKept(0.001, 36)).toBe(1);
    expect(exactKept(1, 36)).toBe(36);
  });

  it("never expects fewer tokens than rounding each frame up may keep", () => {
    expect(mostKept(0.25, 32, 196)).toBeGreaterThanOrEqual(1568 + 31);
    expect(mostKept(1, 3, 5)).toBe(15);
  });

  it("splits a quota, and holds what decimals blur for the integer it is", () => {
    expect(splitQuota(0.7 * 10)).toEqual([7, 0]);
    expect(splitQuota(0.1 * 3 * 10)).toEqual([3, 0]);
    expect(splitQuota(2.25)).toEqual([2, 0.25]);
  });
});

import { describe, expect, it } from "vitest";
import { countPlaywright, countVitest } from "../../tools/dev/count-tests.ts";

const vitest = (statuses: readonly string[], brokenFiles = 0): string =>
  JSON.stringify({
    numTotalTests: statuses.length,
    numPassedTests: statuses.filter((status) => status === "passed").length,
    testResults: [
      {
        status: statuses.includes("failed") ? "failed" : "passed",
        assertionResults: statuses.map((status) => ({ status })),
      },
      ...Array.from({ length: brokenFiles }, () => ({ status: "failed", assertionResults: [] })),
    ],
  });

describe("the line at the end of npm test", () => {
  it("counts what vitest passed and failed", () => {
    expect(countVitest(vitest(["passed", "passed", "failed"]))).toEqual({ passed: 2, failed: 1 });
  });

  it("counts skipped, pending and to-do tests as failed", () => {
    const statuses = ["passed", "skipped", "pending", "todo"];
    expect(countVitest(vitest(statuses))).toEqual({ passed: 1, failed: 3 });
  });

  it("counts a file that breaks before its tests", () => {
    expect(countVitest(vitest(["passed"], 2))).toEqual({ passed: 1, failed: 2 });
  });

  it("counts flaky and skipped journeys and errors outside them as failed", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright(JSON.stringify({ stats, errors: [{}] }))).toEqual({
      passed: 5,
      failed: 7,
    });
  });
});

// Counts passed and failed tests in the runners' own JSON reports. Pure.

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

interface VitestReport {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Counts everything that did not pass as failed; a file that broke before its tests counts as one. */
export function countVitest(report: string): Count {
  const { numTotalTests, numPassedTests, testResults } = JSON.parse(report) as VitestReport;
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && assertionResults.every((test) => test.status === "passed"),
  ).length;
  return { passed: numPassedTests, failed: numTotalTests - numPassedTests + broken };
}

interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

/** Counts a test that passed only when repeated as failed, and so each error outside the tests. */
export function countPlaywright(report: string): Count {
  const { stats, errors } = JSON.parse(report) as PlaywrightReport;
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
  };
}

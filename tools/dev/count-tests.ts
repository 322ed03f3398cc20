// Counts passed and failed tests in the runners' own JSON reports. Pure.

export interface Count {
  readonly passed: number;
  readonly failed: number;
}

export interface VitestReport {
  readonly testResults: readonly {
    /** Path of the file. */
    readonly name: string;
    readonly status: string;
    /** In milliseconds since 1970. */
    readonly startTime: number;
    /** What failed outside the tests, such as a hook. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Stands in a failure of a file during which the browser lost its GPU process; see test/support/gpu-process.ts. */
export const LOST_GPU_PROCESS = "The browser lost its GPU process during this file.";

/** Counts everything that did not pass as failed; a file that broke before its tests, or outside them, counts as one. */
export function countVitest({ testResults }: VitestReport): Count {
  let passed = 0;
  let failed = 0;
  for (const { status, assertionResults } of testResults) {
    const passes = assertionResults.filter((test) => test.status === "passed").length;
    const isBroken = status === "failed" && passes === assertionResults.length;
    passed += passes;
    failed += assertionResults.length - passes + (isBroken ? 1 : 0);
  }
  return { passed, failed };
}

/**
 * Files whose failure says nothing: that during which the browser lost its GPU process, and those that failed in the
 * same browser after it, since Chrome's next GPU process may lack what the first had. None where it was not lost.
 */
export function filesOfLostGpu({ testResults }: VitestReport): readonly string[] {
  const lost = testResults.filter(({ message, assertionResults }) =>
    [message, ...assertionResults.flatMap((test) => test.failureMessages)].some((words) =>
      words.includes(LOST_GPU_PROCESS),
    ),
  );
  const since = Math.min(...lost.map(({ startTime }) => startTime));
  return testResults
    .filter(({ status, startTime }) => status === "failed" && startTime >= since)
    .map(({ name }) => name);
}

/** The first run, with the files of the second in the place of its own. */
export function withRunAgain(first: VitestReport, second: VitestReport): VitestReport {
  const again = new Map(second.testResults.map((result) => [result.name, result]));
  return { testResults: first.testResults.map((result) => again.get(result.name) ?? result) };
}

export interface PlaywrightReport {
  readonly stats: {
    readonly expected: number;
    readonly unexpected: number;
    readonly flaky: number;
    readonly skipped: number;
  };
  readonly errors: readonly unknown[];
}

/** Counts a test that passed only when repeated as failed, and so each error outside the tests. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Count {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped + errors.length,
  };
}

// Counts passed and names failed tests in the runners' own JSON reports. Pure.

export interface Count {
  readonly passed: number;
  /** A line for each that failed: its file, its name, and the first line of what it said. */
  readonly failures: readonly string[];
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
      readonly fullName: string;
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
  const failures: string[] = [];
  for (const { name, status, message, assertionResults } of testResults) {
    const others = assertionResults.filter((test) => test.status !== "passed");
    passed += assertionResults.length - others.length;
    for (const test of others) {
      failures.push(failureLine(name, test.fullName, test.failureMessages[0] ?? test.status));
    }
    if (status === "failed" && others.length === 0) {
      failures.push(failureLine(name, "outside its tests", message));
    }
  }
  return { passed, failures };
}

function failureLine(file: string, name: string, words: string): string {
  const [firstLine = ""] = words.split("\n");
  return `${file} › ${name}: ${firstLine}`;
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

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[];
  readonly specs: readonly {
    readonly file: string;
    readonly title: string;
    readonly tests: readonly {
      /** "expected", "unexpected", "flaky" or "skipped". */
      readonly status: string;
      readonly results: readonly { readonly error?: { readonly message?: string } }[];
    }[];
  }[];
}

export interface PlaywrightReport {
  readonly suites: readonly PlaywrightSuite[];
  /** What failed outside the tests. */
  readonly errors: readonly { readonly message?: string }[];
}

/** Counts a test that passed only when repeated as failed, and so each error outside the tests. */
export function countPlaywright({ suites, errors }: PlaywrightReport): Count {
  let passed = 0;
  const failures = errors.map(({ message = "" }) =>
    failureLine("playwright", "outside its tests", message),
  );
  const unvisited = [...suites];
  for (const suite of unvisited) {
    unvisited.push(...(suite.suites ?? []));
    for (const { file, title, tests } of suite.specs) {
      for (const { status, results } of tests) {
        if (status === "expected") passed += 1;
        else failures.push(failureLine(file, title, results[0]?.error?.message ?? status));
      }
    }
  }
  return { passed, failures };
}

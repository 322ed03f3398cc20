import { describe, expect, it } from "vitest";
import {
  countPlaywright,
  countVitest,
  filesOfLostGpu,
  LOST_GPU_PROCESS,
  withRunAgain,
  type VitestReport,
} from "../../tools/dev/count-tests.ts";

let clock = 0;
const file = (statuses: readonly string[], name = "a", message = "", words = "") => ({
  name,
  startTime: clock++,
  message,
  status: message !== "" || statuses.includes("failed") ? "failed" : "passed",
  assertionResults: statuses.map((status, index) => ({
    fullName: `test ${index}`,
    status,
    failureMessages: status === "failed" ? [`It failed. ${words}`] : [],
  })),
});

const vitest = (...testResults: VitestReport["testResults"]): VitestReport => ({ testResults });

describe("the line at the end of npm test", () => {
  it("counts what vitest passed, and names what failed", () => {
    const report = vitest(file(["passed", "failed"]), file(["passed"], "b"));
    const failures = ["a › test 1: It failed. "];
    expect(countVitest(report)).toEqual({ passed: 2, failures });
  });

  it("counts skipped, pending and to-do tests as failed", () => {
    const report = vitest(file(["passed", "skipped", "pending", "todo"]));
    const failures = ["a › test 1: skipped", "a › test 2: pending", "a › test 3: todo"];
    expect(countVitest(report)).toEqual({ passed: 1, failures });
  });

  it("counts a file that breaks before its tests, or behind them", () => {
    const report = vitest(
      file(["passed"]),
      file([], "b", "It has no such export.\n  at b.ts:1"),
      file(["passed"], "c", "A hook failed."),
    );
    expect(countVitest(report)).toEqual({
      passed: 2,
      failures: [
        "b › outside its tests: It has no such export.",
        "c › outside its tests: A hook failed.",
      ],
    });
  });

  it("counts flaky and skipped journeys and errors outside them as failed", () => {
    const spec = (title: string, ...statuses: readonly string[]) => ({
      file: "main.spec.ts",
      title,
      tests: statuses.map((status) => ({
        status,
        results: status === "unexpected" ? [{ error: { message: "Timed out.\nat" } }] : [],
      })),
    });
    const suites = [
      {
        specs: [spec("asks", "expected", "expected")],
        suites: [{ specs: [spec("reads", "unexpected", "flaky", "expected", "skipped")] }],
      },
    ];
    expect(countPlaywright({ suites, errors: [{ message: "No server." }] })).toEqual({
      passed: 3,
      failures: [
        "playwright › outside its tests: No server.",
        "main.spec.ts › reads: Timed out.",
        "main.spec.ts › reads: flaky",
        "main.spec.ts › reads: skipped",
      ],
    });
  });
});

describe("a browser that lost its GPU process", () => {
  const lost = vitest(
    file(["failed"], "before"),
    file(["passed"], "fine"),
    file(["passed", "failed"], "while", `${LOST_GPU_PROCESS} It is replaced.`),
    file(["failed"], "after"),
  );

  it("makes the file run again, and those that failed after it", () => {
    expect(filesOfLostGpu(lost)).toEqual(["while", "after"]);
    expect(filesOfLostGpu(vitest(file(["failed"])))).toEqual([]);
  });

  it("is known by a test's words as well", () => {
    const told = file(["passed", "failed"], "told", "", LOST_GPU_PROCESS);
    expect(filesOfLostGpu(vitest(told, file(["failed"], "later")))).toEqual(["told", "later"]);
  });

  it("counts what the second run says of them", () => {
    const again = vitest(file(["passed", "passed"], "while"), file(["passed"], "after"));
    expect(countVitest(withRunAgain(lost, again))).toMatchObject({
      passed: 4,
      failures: [expect.stringContaining("before")],
    });
  });

  it("counts a file as failed that did not run again", () => {
    const { passed, failures } = countVitest(withRunAgain(lost, vitest()));
    expect([passed, failures.length]).toEqual([2, 3]);
  });
});

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
  assertionResults: statuses.map((status) => ({
    status,
    failureMessages: status === "failed" ? [`It failed. ${words}`] : [],
  })),
});

const vitest = (...testResults: VitestReport["testResults"]): VitestReport => ({ testResults });

describe("the line at the end of npm test", () => {
  it("counts what vitest passed and failed", () => {
    const report = vitest(file(["passed", "failed"]), file(["passed"], "b"));
    expect(countVitest(report)).toEqual({ passed: 2, failed: 1 });
  });

  it("counts skipped, pending and to-do tests as failed", () => {
    const report = vitest(file(["passed", "skipped", "pending", "todo"]));
    expect(countVitest(report)).toEqual({ passed: 1, failed: 3 });
  });

  it("counts a file that breaks before its tests, or behind them", () => {
    const report = vitest(
      file(["passed"]),
      file([], "b", "It has no such export."),
      file(["passed"], "c", "A hook failed."),
    );
    expect(countVitest(report)).toEqual({ passed: 2, failed: 2 });
  });

  it("counts flaky and skipped journeys and errors outside them as failed", () => {
    const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 3 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 5, failed: 7 });
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
    expect(countVitest(withRunAgain(lost, again))).toEqual({ passed: 4, failed: 1 });
  });

  it("counts a file as failed that did not run again", () => {
    expect(countVitest(withRunAgain(lost, vitest()))).toEqual({ passed: 2, failed: 3 });
  });
});

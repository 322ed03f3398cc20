// The kernels' own tests on this device, by the test runner: every kernel against its twin in f64, and the decoder's fused
// attention against the processor. There is one copy of each case.

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { KERNEL_STAGES } from "../../../dev/kernel-stages.ts";
import { ROOT } from "../../browser/cache.ts";
import type { Found, Section, SectionOptions } from "./section.ts";

/** What Vitest's JSON reporter tells, as far as we look. */
export interface TestResults {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/** One of each kind of kernel, for a machine on which all of them take minutes. */
const REDUCED_FILES = [
  "argmax",
  "cosine-dots",
  "gather-rows",
  "pool-bilinear",
  "rotate-keys",
  "splice-rows",
].map((name) => `test/kernels/${name}.test.ts`);

export function testSections({ size, note }: SectionOptions): readonly Section[] {
  const files = size === "full" ? ["test/kernels", ...KERNEL_STAGES] : REDUCED_FILES;
  return [
    {
      id: "tests",
      title: "Kernels against their twins",
      about: `The project's own tests on this device: each kernel's numbers beside the same in f64.${size === "full" ? "" : " At reduced size, six files of them."}`,
      async run() {
        note("Testing kernels against their twins …");
        const results = await runTests(files);
        return { ...foundTests(results), notRun: missingHalves(results) };
      },
    },
    {
      id: "attention",
      title: "The runtime's fused attention against the processor",
      about:
        "The decoder's logits on this device, however its cache is kept and its prompt is cut, beside a plain run on the processor.",
      async run() {
        note("Testing the decoder against the processor …");
        return foundTests(await runTests(["test/stages/decoder.test.ts"]));
      },
    },
  ];
}

/** Runs test files of the project "gpu". @throws Error with what the runner said when it gives no results. */
function runTests(files: readonly string[]): Promise<TestResults> {
  const folder = mkdtempSync(join(tmpdir(), "framewise-tests-"));
  const out = join(folder, "results.json");
  const args = ["--project", "gpu", "--reporter", "json", "--outputFile", out, ...files];
  return new Promise<TestResults>((resolve, reject) => {
    const child = spawn(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...args], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (part: Buffer) => (said = (said + part.toString()).slice(-2000)));
    }
    child.on("error", reject);
    child.on("close", (code) => {
      try {
        resolve(JSON.parse(readFileSync(out, "utf8")) as TestResults);
      } catch {
        reject(new Error(`The tests gave no results (exit code ${code}). ${said.trim()}`));
      }
    });
  }).finally(() => rmSync(folder, { recursive: true, force: true }));
}

/** Says so where no test ran in 16 bits: there is none of them where the adapter lacks these (test/support/real.ts). */
export const missingHalves = ({ testResults }: TestResults): readonly string[] =>
  testResults.some(({ assertionResults }) =>
    assertionResults.some(({ fullName }) => fullName.includes(", f16")),
  )
    ? []
    : ["Kernels in 16 bits: this adapter has no shader-f16."];

export function foundTests({ numTotalTests, numPassedTests, testResults }: TestResults): Found {
  const failed = testResults.flatMap(({ name, message, assertionResults }) => [
    ...assertionResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages?.[0])}`),
    // A file that does not even start has no cases.
    ...(assertionResults.length === 0 ? [`${shortName(name)}: ${firstLine(message)}`] : []),
  ]);
  if (numTotalTests === 0 && failed.length === 0) failed.push("No test was found.");
  const passed = testResults.map(({ name, assertionResults }) => [
    shortName(name),
    String(assertionResults.filter(({ status }) => status === "passed").length),
    String(assertionResults.length),
  ]);
  return {
    table: [
      ["file", "passed", "of"],
      ...passed,
      ["all", String(numPassedTests), String(numTotalTests)],
    ],
    failed,
    data: { tests: numTotalTests, passed: numPassedTests },
  };
}

const shortName = (path: string): string => path.replace(/^.*\/test\//, "test/");

const firstLine = (text: string | undefined): string => text?.split("\n")[0] ?? "no message";

// npm test: runs everything, and ends with one line: "N passed, N failed". A skipped test counts as failed, and so does
// a runner that ends without a report.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { countPlaywright, countVitest, type Count } from "./count-tests.ts";

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

interface Runner {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly report: string;
  readonly count: (report: string) => Count;
}

const reports = mkdtempSync(join(tmpdir(), "framewise-test-"));

const RUNNERS: readonly Runner[] = [
  {
    name: "vitest",
    args: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${reports}/vitest.json`,
    ],
    report: `${reports}/vitest.json`,
    count: countVitest,
  },
  {
    name: "playwright",
    args: ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    env: { PLAYWRIGHT_JSON_OUTPUT_NAME: `${reports}/playwright.json` },
    report: `${reports}/playwright.json`,
    count: countPlaywright,
  },
];

async function run({ name, args, env, report, count }: Runner): Promise<Count> {
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, ...env },
    });
    const end = (signal: NodeJS.Signals): boolean => child.kill(signal);
    process.on("SIGINT", end).on("SIGTERM", end);
    child.on("error", () => resolve(-1));
    child.on("exit", (status) => resolve(status ?? -1));
  });
  process.removeAllListeners("SIGINT").removeAllListeners("SIGTERM");
  if (!existsSync(report)) {
    console.log(`${name} ended with code ${code} and no report.`);
    return { passed: 0, failed: 1 };
  }
  const counted = count(readFileSync(report, "utf8"));
  if (counted.failed === 0 && code !== 0) {
    console.log(
      `${name} ended with code ${code} though no test failed: an error outside the tests.`,
    );
    return { ...counted, failed: 1 };
  }
  if (counted.passed + counted.failed === 0) {
    console.log(`${name} ran no test.`);
    return { passed: 0, failed: 1 };
  }
  return counted;
}

let passed = 0;
let failed = 0;
try {
  for (const runner of RUNNERS) {
    const counted = await run(runner);
    passed += counted.passed;
    failed += counted.failed;
  }
} finally {
  rmSync(reports, { recursive: true, force: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

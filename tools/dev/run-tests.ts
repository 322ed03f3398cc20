// npm test: runs everything, names what failed, and ends with one line: "N passed, N failed". A skipped test counts as
// failed, and so does a runner that ends without a report.
// npm test -- FILE…: runs files of vitest's alone.
// FRAMEWISE_GPU=real npm test: the same on this machine's GPU; where the browser gives none, it says so and ends.
// npm run test:busy: runs what npm test begins with, tests of each kind of waiting beside as many busy loops as there are cores.

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { withBusyCores } from "./busy-cores.ts";
import {
  countPlaywright,
  countVitest,
  filesOfLostGpu,
  withRunAgain,
  type Count,
  type PlaywrightReport,
  type VitestReport,
} from "./count-tests.ts";
import { whyNoGpu } from "./real-gpu.ts";
import { runNode } from "./run-process.ts";

/** Of each kind of waiting one file: a video played, frames decoded, bytes fetched, pages side by side, graphs run. */
const BUSY_FILES = [
  "test/app/playing.test.tsx",
  "test/stages/halved-runs.test.ts",
  "test/stages/media-decode.test.ts",
  "test/stages/preprocess.test.ts",
  "test/stages/weights-download.test.ts",
  "test/stages/weights-tabs.test.ts",
];

const reports = mkdtempSync(join(tmpdir(), "framewise-test-"));

/** What a runner wrote, and how it ended; null where it wrote nothing. */
async function run(
  name: string,
  args: readonly string[],
  env: (file: string) => Readonly<Record<string, string>> = () => ({}),
): Promise<{ report: string | null; code: number }> {
  const file = join(reports, `${name}.json`);
  const code = await runNode(
    args.map((arg) => arg.replace("REPORT", file)),
    env(file),
  );
  if (!existsSync(file)) return { report: null, code };
  return { report: readFileSync(file, "utf8"), code };
}

async function vitest(name: string, args: readonly string[]) {
  const { report, code } = await run(name, [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--reporter=default",
    "--reporter=json",
    "--outputFile.json=REPORT",
    ...args,
  ]);
  return { report: report === null ? null : (JSON.parse(report) as VitestReport), code };
}

/** `args`: projects or files. What a lost GPU process has spoiled runs again in another browser. */
async function runVitest(name: string, args: readonly string[]): Promise<Count> {
  const first = await vitest(name, args);
  if (first.report === null) return unreported(name, first.code);
  const spoiled = filesOfLostGpu(first.report);
  if (spoiled.length === 0) return checked(name, countVitest(first.report), first.code);
  console.log(`The browser lost its GPU process. In another one run again: ${spoiled.join(", ")}`);
  const second = await vitest(`${name}-again`, spoiled);
  if (second.report === null) return unreported(`${name}-again`, second.code);
  return checked(name, countVitest(withRunAgain(first.report, second.report)), second.code);
}

/** Where the page lies built: built once for all parts of the journeys, unless whoever runs the tests has built it. */
let built: Promise<string | null> | undefined;
const builtPage = (): Promise<string | null> => (built ??= buildPage());

async function buildPage(): Promise<string | null> {
  const given = process.env["FRAMEWISE_BUILT"];
  if (given !== undefined) return given;
  const folder = "node_modules/.cache/framewise-journeys";
  const args = ["build", "--outDir", folder, "--emptyOutDir", "--logLevel", "warn"];
  const code = await runNode(["node_modules/vite/bin/vite.js", ...args]);
  return code === 0 ? folder : null;
}

/** A part of the journeys, "1/5", so that both lanes have some to run, and end at about the same time. */
async function runPlaywright(part: string): Promise<Count> {
  const name = `journeys-${part.replace("/", "-of-")}`;
  const page = await builtPage();
  if (page === null) return broken(`${name}: the page could not be built.`);
  const cli = "node_modules/@playwright/test/cli.js";
  const args = [
    cli,
    "test",
    "--reporter=list,json",
    `--shard=${part}`,
    `--output=test-results/${name}`,
  ];
  const { report, code } = await run(name, args, (file) => ({
    PLAYWRIGHT_JSON_OUTPUT_NAME: file,
    FRAMEWISE_BUILT: page,
  }));
  if (report === null) return unreported(name, code);
  return checked(name, countPlaywright(JSON.parse(report) as PlaywrightReport), code);
}

const broken = (line: string): Count => ({ passed: 0, failures: [line] });

const unreported = (name: string, code: number) =>
  broken(`${name} ended with code ${code} and no report.`);

/** The count, unless the runner failed for what no test of it tells. */
function checked(name: string, count: Count, code: number): Count {
  if (count.failures.length > 0) return count;
  if (count.passed === 0) return broken(`${name} ran no test.`);
  if (code === 0) return count;
  const line = `${name} ended with code ${code} though no test failed: an error outside the tests.`;
  return { ...count, failures: [line] };
}

const runBusy = (files: readonly string[]): Promise<Count> =>
  withBusyCores(() => runVitest("vitest-busy", files));

/** Some files beside busy loops, then the others, which find the page's dependencies bundled and do not bundle them side by side. */
const runAll = async (): Promise<Count> => sum([await runBusy(BUSY_FILES), await runOthers()]);

/** Two lanes side by side, as there are cores: each takes the next part when it has run one, the longest parts first. */
async function runOthers(): Promise<Count> {
  const others = BUSY_FILES.map((file) => `--exclude=${file}`);
  const left = [
    () => runVitest("vitest", ["--project=unit", "--project=software", "--project=gpu", ...others]),
    () => runVitest("vitest-app", ["--project=app", ...others]),
    ...["1/5", "2/5", "3/5", "4/5", "5/5"].map((part) => () => runPlaywright(part)),
  ];
  const lane = async (): Promise<Count> => {
    const counts: Count[] = [];
    for (let next = left.shift(); next !== undefined; next = left.shift())
      counts.push(await next());
    return sum(counts);
  };
  return sum(await Promise.all([lane(), lane()]));
}

const sum = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((all, { passed }) => all + passed, 0),
  failures: counts.flatMap(({ failures }) => failures),
});

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: { busy: { type: "boolean", default: false } },
});

async function runWanted(): Promise<Count> {
  // Each test would wait for it.
  const missing = process.env["FRAMEWISE_GPU"] === "real" ? await whyNoGpu() : null;
  if (missing !== null) return broken(missing);
  if (values.busy) return runBusy(files.length > 0 ? files : BUSY_FILES);
  return files.length > 0 ? runVitest("vitest", files) : runAll();
}

try {
  const { passed, failures } = await runWanted();
  for (const line of failures) console.log(`failed: ${line}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  rmSync(reports, { recursive: true, force: true });
}

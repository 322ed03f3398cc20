// What a benchmark's run asks, and what its log says: pure parts of `lab eval bench`.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Sample } from "../../../src/benchmarks/benchmark.ts";
import { BENCHMARKS } from "../../../src/benchmarks/catalogue.ts";
import { UsageError } from "../../../tools/lab/cli/options.ts";
import { readShard, readTasks } from "../../../tools/lab/suites/benchmark/sample-options.ts";
import type { SampleResult } from "../../../src/evaluation/samples-work.ts";
import { chooseSamples, type VideoSamples } from "../../../src/evaluation/choose-samples.ts";
import { benchmarkCsv, type BenchmarkDocument } from "../../../src/evaluation/report.ts";
import { requestKey } from "../../../src/evaluation/arms.ts";
import { wilson } from "../../../src/evaluation/stats.ts";
import { pairable, tallyBenchmark } from "../../../src/evaluation/tally-benchmark.ts";
import { readArms } from "../../../tools/lab/suites/core/read-arms.ts";
import { compareMethods, compareWithAll } from "../../../src/evaluation/compare-arms.ts";
import { withLock } from "../../../tools/lab/suites/core/lock.ts";
import { openLog } from "../../../tools/lab/suites/core/log.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "benchmark-tally-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const samplesOf = (count: number, part: (at: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    task: at % 4 === 0 ? "rare" : "common",
    groups: { duration: at < count / 2 ? "short" : "long" },
    together: `s${at}`,
    video: `v${Math.floor(at / 2)}.mp4`,
    wanted: "",
    question: "?",
    options: ["a", "b"],
    answer: 0,
    ...part(at),
  }));

const ALL = { tasks: null, limit: null, shard: { part: 1, of: 1 } };
const idsOf = (videos: readonly VideoSamples[]): string[] =>
  videos.flatMap(({ samples }) => samples.map(({ sample }) => sample.id));

describe("the samples of a run", () => {
  const all = samplesOf(40);

  it("are grouped by video and by the part of it that is looked at", () => {
    expect(chooseSamples(all, ALL).length).toBe(20);
    const parts = samplesOf(4, (at) => ({ video: "v", range: { fromSec: at, toSec: 9 } }));
    expect(chooseSamples(parts, ALL).length).toBe(4);
  });

  it("are each in one shard", () => {
    const shards = [1, 2, 3].map((part) =>
      idsOf(chooseSamples(all, { ...ALL, shard: { part, of: 3 } })),
    );
    expect(shards.map(({ length }) => length)).toEqual([14, 14, 12]);
    expect(new Set(shards.flat()).size).toBe(40);
  });

  it("are the same few of all tasks for a limit, whatever the shards", () => {
    const limited = { ...ALL, limit: 10 };
    const few = idsOf(chooseSamples(all, limited));
    expect(few.length).toBe(10);
    const halves = [1, 2].map((part) =>
      idsOf(chooseSamples(all, { ...limited, shard: { part, of: 2 } })),
    );
    expect(new Set(halves.flat())).toEqual(new Set(few));
    const tries = samplesOf(40, (at) => ({ together: `t${Math.floor(at / 4)}` }));
    expect(idsOf(chooseSamples(tries, { ...ALL, limit: 5 })).length).toBe(8);
  });

  it("can be of some tasks, which must be there", () => {
    const some = { ...ALL, tasks: ["rare"] };
    expect(idsOf(chooseSamples(all, some)).length).toBe(10);
    expect(() => readTasks(BENCHMARKS.mlvu, all, "odd")).toThrow(
      /--tasks holds "odd"; the tasks of MLVU here are rare, common/,
    );
    for (const text of ["0/2", "3/2", "a", "1"]) expect(() => readShard(text)).toThrow(UsageError);
  });
});

const result = (isRight: boolean, kept = 25): SampleResult => ({
  text: isRight ? "A" : "B",
  letter: isRight ? "A" : "B",
  isGuess: false,
  isRight,
  total: 100,
  kept,
  times: { generationMs: 10, wholeMs: isRight ? 30 : 50, isFirst: isRight },
});
const FAILED: SampleResult = { error: { code: "video-empty", message: "It is empty.", hint: "" } };

describe("the tally of a log", () => {
  const arms = readArms("vidcom2,uniform", "1,0.25");
  const keys = ["all", "vidcom2:framewise 0.25", "uniform 0.25"];
  const rightOf = (at: number): readonly SampleResult[] => [
    result(at % 8 !== 1, 100),
    result(at % 4 !== 1),
    at === 7 ? FAILED : result(at % 2 === 0),
  ];
  const made = (videos: readonly VideoSamples[]) =>
    videos.flatMap(({ samples }) =>
      samples.map(({ index }) => ({
        index,
        byRequest: Object.fromEntries(keys.map((key, i) => [key, rightOf(index)[i] ?? FAILED])),
      })),
    );

  it("has the paper's mean, the plain one, and each row of each table", () => {
    const videos = chooseSamples(samplesOf(40), ALL);
    const of = {
      benchmark: BENCHMARKS.mlvu,
      protocol: "2026",
      arms,
      videos,
      isTimed: true,
    } as const;
    const [all, vidcom2, , uniform] = tallyBenchmark(of, made(videos));
    expect(all).toMatchObject({ right: 35, n: 40, failed: 0 });
    expect(vidcom2?.byType).toEqual({
      rare: { right: 10, n: 10, share: wilson(10, 10) },
      common: { right: 20, n: 30, share: wilson(20, 30) },
    });
    expect(vidcom2?.plainMean.mean).toBe(75);
    expect(vidcom2?.paperMean.mean).toBeCloseTo((100 + 200 / 3) / 2, 9);
    expect(vidcom2?.paperMean.low).toBeLessThan(vidcom2?.paperMean.mean ?? 0);
    expect(vidcom2?.paperMean.high).toBeGreaterThan(vidcom2?.paperMean.mean ?? 100);
    expect(uniform).toMatchObject({ right: 20, n: 39, failed: 1 });
    expect(uniform?.byGroup).toMatchObject({
      duration: { short: { right: 10, n: 19 }, long: { right: 10, n: 20 } },
    });
    expect(vidcom2?.times).toMatchObject({ generationMs: 10, firstMs: 30, laterMs: 50 });
    expect(vidcom2?.times?.perSec).toBeCloseTo(1000 / 35, 9);
  });

  it("pairs methods on the samples that both answered", () => {
    const videos = chooseSamples(samplesOf(40), ALL);
    const records = pairable(videos, made(videos));
    const [methods] = compareMethods(arms, records);
    expect(methods).toMatchObject({ one: "vidcom2", other: "uniform", n: 39, type: "all" });
    expect([methods?.onlyOne, methods?.onlyOther]).toEqual([9, 0]);
    const withAll = compareWithAll(arms, records).filter(({ type }) => type === "all");
    expect(withAll.map(({ one, n, onlyOne, onlyOther }) => [one, n, onlyOne, onlyOther])).toEqual([
      ["vidcom2", 40, 0, 5],
      ["uniform", 39, 0, 14],
    ]);
  });

  it("has an interval a task that does not shrink with the number of seeds", () => {
    const videos = chooseSamples(samplesOf(8), ALL);
    const drawn = readArms("random:0..2", "0.25");
    const keys = drawn.flatMap(({ requests }) => requests.map(requestKey));
    const records = videos.flatMap(({ samples }) =>
      samples.map(({ index }) => ({
        index,
        byRequest: Object.fromEntries(keys.map((key) => [key, result(true)])),
      })),
    );
    const of = { benchmark: BENCHMARKS.mlvu, protocol: "2026", arms: drawn, videos } as const;
    const [arm] = tallyBenchmark({ ...of, isTimed: false }, records);
    expect(arm?.byType["common"]).toEqual({ right: 18, n: 18, share: wilson(6, 6) });
  });

  it("counts VNBench's tries as one, also where a video is drawn twice by the bootstrap", () => {
    const tries = samplesOf(8, (at) => ({ together: at < 4 ? "one" : "two", video: `v${at < 4}` }));
    const videos = chooseSamples(tries, ALL);
    const records = videos.flatMap(({ samples }) =>
      samples.map(({ index }) => ({ index, byRequest: { "uniform 0.25": result(index !== 6) } })),
    );
    const few = readArms("uniform", "0.25");
    const of = { benchmark: BENCHMARKS.vnbench, protocol: "2026", arms: few, videos } as const;
    const [arm] = tallyBenchmark({ ...of, isTimed: false }, records);
    expect(arm).toMatchObject({ right: 1, n: 2, paperMean: { mean: 50, low: 0, high: 100 } });
    expect(arm?.plainMean.mean).toBe(87.5);
    const failing = records.map((one) =>
      one.index === 0 ? { ...one, byRequest: { "uniform 0.25": FAILED } } : one,
    );
    const [left] = tallyBenchmark({ ...of, isTimed: false }, failing);
    expect(left).toMatchObject({ right: 0, n: 1, failed: 1, paperMean: { mean: 0 } });
  });

  it("is written as comma-separated values, a row for each arm and row of a table", () => {
    const videos = chooseSamples(samplesOf(8), ALL);
    const of = {
      benchmark: BENCHMARKS.mlvu,
      protocol: "2026",
      arms,
      videos,
      isTimed: false,
    } as const;
    const told = { benchmark: "mlvu", model: "m", arms: tallyBenchmark(of, made(videos)) };
    const lines = benchmarkCsv(told as unknown as BenchmarkDocument).split("\r\n");
    expect(lines[0]).toBe(
      "benchmark,model,method,retention,positions,table,row,right,n,percent,low,high",
    );
    const { low, high } = wilson(2, 2);
    expect(lines).toContain(`mlvu,m,vidcom2,0.25,,task,rare,2,2,100,${low},${high}`);
    expect(lines.filter((line) => line.includes(",duration,")).length).toBe(8);
  });
});

describe("a file of results", () => {
  const head = { suite: "x" };

  it("says which line is damaged, and keeps what stands before half a line", () => {
    const path = join(folder, "damaged");
    writeFileSync(path, '{"head":{"suite":"x"}}\n{"index":1,\n{"index":2,"byRequest":{}}\n');
    expect(() => openLog(path, head)).toThrow(`Line 2 of ${path} is damaged.`);
    const half = join(folder, "half");
    writeFileSync(
      half,
      '{"head":{"suite":"x"}}\n{"index":1,"byRequest":{"a":"ü"}}\n{"index":2,"byR',
    );
    expect(openLog<string>(half, head).results()).toEqual(["ü"]);
    openLog<string>(half, head).add({ index: 2, byRequest: { a: "b" } });
    expect(openLog<string>(half, head).results()).toEqual(["ü", "b"]);
  });

  it("takes the results of other files of the same run, and leaves these as they are", () => {
    const [own, other] = [join(folder, "own"), join(folder, "other")];
    openLog<string>(own, head).add({ index: 1, byRequest: { a: "1" } });
    openLog<string>(other, head).add({ index: 2, byRequest: { a: "2" } });
    expect(openLog<string>(own, head, [other]).results()).toEqual(["2", "1"]);
    expect(openLog<string>(own, head).results()).toEqual(["1"]);
    expect(() => openLog(own, head, [join(folder, "none")])).toThrow(/none cannot be read/);
  });

  it("that cannot be written is told in a sentence", () => {
    expect(() => openLog(join(folder, "no", "such", "folder"), head)).toThrow(
      /The results cannot be written to .*: ENOENT/,
    );
  });

  it("on a disk that fills ends the run with a sentence, keeps every whole line, and goes on later", () => {
    const path = join(folder, "full");
    const fill = [
      'import { openLog } from "./tools/lab/suites/core/log.ts";',
      `const log = openLog(${JSON.stringify(path)}, { suite: "x" });`,
      "try { for (let index = 0; ; index++) log.add({ index, byRequest: { a: 'x'.repeat(100) } }); }",
      "catch (thrown) { console.log(thrown.code, thrown.message); }",
    ].join("\n");
    // A shell's limit on the size of files refuses a write in its middle, as a full disk does.
    const run = ["--import", "tsx", "--input-type=module", "-e", fill];
    const { stdout } = spawnSync(
      "bash",
      ["-c", 'trap "" XFSZ; ulimit -f 4; exec "$0" "$@"', process.execPath, ...run],
      { encoding: "utf8" },
    );
    expect(stdout).toMatch(/^eval-log-write The results cannot be written to .*full: E/);
    const again = openLog<string>(path, head);
    const kept = again.results().length;
    expect(kept).toBeGreaterThan(20);
    again.add({ index: kept, byRequest: { a: "y" } });
    expect(openLog<string>(path, head).results()).toHaveLength(kept + 1);
  });

  it("is written by one run at a time; the lock of one that was killed does not count", async () => {
    const path = join(folder, "locked");
    await withLock(path, async () => {
      await expect(withLock(path, async () => 1)).rejects.toThrow(`process ${process.pid}`);
    });
    const failed = withLock(path, () => Promise.reject(new Error("The lid was closed.")));
    await expect(failed).rejects.toThrow("The lid was closed.");
    writeFileSync(`${path}.lock`, "999999999");
    expect(await withLock(path, async () => 2)).toBe(2);
    expect(await withLock(path, async () => 3)).toBe(3);
  });
});

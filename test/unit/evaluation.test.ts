// What lab and page share of an evaluation: what is left to ask, what is kept of it, digests, and intervals.

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AppError } from "../../src/base/errors.ts";
import type { Sample } from "../../src/benchmarks/benchmark.ts";
import { BENCHMARKS } from "../../src/benchmarks/catalogue.ts";
import type { BenchmarkAnswer } from "../../src/evaluation/ask-benchmark.ts";
import { chooseSamples, WHOLE } from "../../src/evaluation/choose-samples.ts";
import { modelDigestOf } from "../../src/evaluation/digest.ts";
import { Results } from "../../src/evaluation/results.ts";
import { createSamplesWork, type SampleResult } from "../../src/evaluation/samples-work.ts";
import { poissonRate, wilson } from "../../src/evaluation/stats.ts";
import { lookingAt, videoPaths } from "../../src/evaluation/video-input.ts";

const sample = (at: number, part: Partial<Sample> = {}): Sample => ({
  id: `s${at}`,
  task: "task",
  groups: {},
  together: `s${at}`,
  video: "v.mp4",
  wanted: "v.mp4",
  question: "?",
  options: ["a", "b"],
  answer: 0,
  ...part,
});
const said = (text: string): BenchmarkAnswer => ({
  text,
  total: 10,
  kept: 10,
  times: { generationMs: 1, wholeMs: 2, isFirst: false },
});
const failed = (code: string): BenchmarkAnswer => ({ error: { code, message: code, hint: "" } });

const workOn = (samples: readonly Sample[], log: Results<SampleResult>, isRetrying = false) => {
  const videos = chooseSamples(samples, { tasks: null, limit: null, shard: WHOLE });
  const requests = [{ method: "uniform", retention: 1 }] as const;
  const plan = { benchmark: BENCHMARKS.nextqa, protocol: "2026", videos, requests } as const;
  return { videos, work: createSamplesWork({ ...plan, isRetrying, log }) };
};

describe("the work on a benchmark's samples", () => {
  it("keeps what was answered when the asking was ended, and asks the rest again", async () => {
    const log = new Results<SampleResult>();
    const { videos, work } = workOn([sample(0), sample(1)], log);
    const [video] = videos;
    await work.ask(video!, () => Promise.resolve([[said("A")]]));
    expect(work.score()).toEqual({ right: 1, n: 1, failed: 0 });
    expect(work.isDone(video!)).toBe(false);
    await work.ask(video!, () => Promise.resolve([[said("B"), said("B")]]));
    // The first stays as it was answered.
    expect(work.score()).toEqual({ right: 1, n: 2, failed: 0 });
    expect(work.isDone(video!)).toBe(true);
  });

  it("asks once more where something unexpected failed, and again later only about what failed", async () => {
    const log = new Results<SampleResult>();
    const { videos, work } = workOn([sample(0)], log);
    const answers = [failed("device-lost"), failed("context-overflow")];
    await work.ask(videos[0]!, () => Promise.resolve([[answers.shift()!]]));
    expect(answers).toEqual([]);
    expect(work.score()).toEqual({ right: 0, n: 0, failed: 1 });
    const again = workOn([sample(0)], log, true);
    expect(again.work.isDone(again.videos[0]!)).toBe(false);
    await again.work.ask(again.videos[0]!, () => Promise.resolve([[said("A")]]));
    expect(again.work.score()).toEqual({ right: 1, n: 1, failed: 0 });
    expect(again.work.isDone(again.videos[0]!)).toBe(true);
  });

  it("fails the samples of a video that is missing or cannot be opened, and throws what ends it", async () => {
    const log = new Results<SampleResult>();
    const { videos, work } = workOn([sample(0, { video: null })], log);
    await work.ask(videos[0]!, () => Promise.reject(new Error("never asked")));
    expect(log.all()).toMatchObject([{ error: { code: "bench-video-missing" } }]);
    const other = workOn([sample(1)], new Results());
    const gone = new AppError("evaluation-folder-gone", "It is gone.", "");
    const isEnding = (thrown: unknown) => thrown === gone;
    await expect(
      other.work.ask(other.videos[0]!, () => Promise.reject(gone), isEnding),
    ).rejects.toBe(gone);
    expect(other.work.score().failed).toBe(0);
  });
});

describe("a video's files", () => {
  const list = () => Promise.resolve(["10.jpg", "2.jpg", "1.jpg", "notes.txt"]);

  it("are the pictures of the part, by their numbers, which is then not looked for again", async () => {
    const pictures = sample(0, { picturesPerSec: 1, range: { fromSec: 2, toSec: 3 } });
    expect(await videoPaths({ list }, pictures, "f")).toEqual(["f/2.jpg", "f/10.jpg"]);
    expect(lookingAt({ frames: 4 }, pictures)).toEqual({ frames: 4 });
    const file = sample(0, { range: { fromSec: 2, toSec: 3 } });
    expect(await videoPaths({ list }, file, "v.mp4")).toEqual(["v.mp4"]);
    expect(lookingAt({ frames: 4 }, file)).toEqual({ frames: 4, range: file.range });
  });
});

it("a model's digest is that of what sha256sum prints", async () => {
  const lines = "aa  config.json\nbb  onnx/decoder.onnx\n";
  const files = [
    { path: "onnx/decoder.onnx", sha256: "bb" },
    { path: "config.json", sha256: "aa" },
  ];
  expect(await modelDigestOf(files)).toBe(createHash("sha256").update(lines).digest("hex"));
});

// The shares q at which (right/n − q)² n = 1.959964² q (1 − q), found by bisection.
it.each([
  [8, 10, 49.01625, 94.33178],
  [0, 10, 0, 27.75328],
  [10, 10, 72.24672, 100],
  [50, 100, 40.38315, 59.61685],
])("the interval of %i of %i is Wilson's", (right, n, low, high) => {
  const interval = wilson(right, n);
  expect(interval.mean).toBeCloseTo((100 * right) / n, 9);
  expect(interval.low).toBeCloseTo(low, 3);
  expect(interval.high).toBeCloseTo(high, 3);
});

// Garwood's limits, as tables of the exact Poisson interval give them.
it.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [3, 0.6187, 8.767],
  [10, 4.795, 18.39],
  [100, 81.36, 121.6],
])("%i events are %f to %f", (count, low, high) => {
  const rate = poissonRate(count, 2);
  expect(rate.mean).toBe(count / 2);
  expect(2 * rate.low).toBeCloseTo(low, count > 50 ? 1 : 2);
  expect(2 * rate.high).toBeCloseTo(high, count > 50 ? 1 : 2);
});

// Runs the plans on a benchmark's videos. What was answered is judged at once, and each sample goes to the log as a line of
// its own, a failed one with its error.

import { AppError, type PlainError, toPlainError } from "../../../../src/base/errors.ts";
import type { Looking } from "../../../../src/base/sampling.ts";
import { decodeSubtitles } from "../../../../src/base/subtitles/parse.ts";
import type { Benchmark, Protocol, Sample } from "../../../../src/benchmarks/benchmark.ts";
import { judge } from "../../../../src/benchmarks/judge.ts";
import type { PlanRequest } from "../../../../src/engine/api.ts";
import type { VerbContext } from "../../cli/verb.ts";
import type { LoadedLab } from "../../cli/loaded-lab.ts";
import type { AnswerTimes, BenchmarkAnswer, BenchmarkArgs } from "../../page/ask-benchmark.ts";
import { requestKey } from "../core/arms.ts";
import type { EvalLog } from "../core/log.ts";
import { measureClips, type SuiteRun } from "../core/measure.ts";
import type { DiskFolder } from "./disk-folder.ts";
import type { PlacedSample, VideoSamples } from "./plan.ts";

/** What is kept of one sample under one plan. */
export type SampleResult =
  | { readonly error: PlainError }
  | {
      readonly text: string;
      readonly letter: string | null;
      readonly isGuess: boolean;
      readonly isRight: boolean;
      readonly total: number;
      readonly kept: number;
      readonly times: AnswerTimes;
    };

export interface BenchmarkPlan {
  readonly benchmark: Benchmark;
  readonly protocol: Protocol;
  readonly folder: DiskFolder;
  readonly videos: readonly VideoSamples[];
  readonly requests: readonly PlanRequest[];
  readonly looking: Looking;
  readonly hasSubtitles: boolean;
  /** Whether samples that failed are asked about again. */
  readonly isRetrying: boolean;
  /** Whether each browser asks about its first video once more beforehand, so that no time counts what is made once. */
  readonly isWarmedUp: boolean;
  readonly log: EvalLog<SampleResult>;
}

export const isFailed = (result: SampleResult | undefined): boolean =>
  result !== undefined && "error" in result;

/** Asks what the log does not have yet, and returns the adapter's name. */
export function measureBenchmark(
  plan: BenchmarkPlan,
  run: SuiteRun,
  context: VerbContext,
): Promise<string> {
  const { log, requests, isRetrying } = plan;
  const keys = requests.map(requestKey);
  const warm = new WeakSet<LoadedLab>();
  const score = { right: 0, n: 0, failed: 0 };
  const count = (result: SampleResult): void => {
    if ("error" in result) score.failed++;
    else {
      score.n++;
      score.right += Number(result.isRight);
    }
  };
  const isMissing = ({ index }: PlacedSample, key: string): boolean => {
    if (!log.has(index, [key])) return true;
    const [record] = log.records([{ index }]);
    return isRetrying && isFailed(record?.byRequest[key]);
  };
  for (const { samples } of plan.videos) {
    for (const record of log.records(samples)) {
      for (const key of keys) {
        const result = record.byRequest[key];
        if (result !== undefined && !(isRetrying && isFailed(result))) count(result);
      }
    }
  }
  const add = ({ index, sample }: PlacedSample, results: Record<string, SampleResult>): void => {
    for (const result of Object.values(results)) count(result);
    log.add({ index, name: sample.id, byRequest: results });
  };
  return measureClips(context, run, {
    noun: "Video",
    clips: plan.videos,
    log,
    keys,
    isDone: ({ samples }) => samples.every((sample) => !keys.some((key) => isMissing(sample, key))),
    async ask(loaded, { samples }) {
      const missing = requests.filter((request) =>
        samples.some((sample) => isMissing(sample, requestKey(request))),
      );
      const ask = (): Promise<BenchmarkAnswer[][]> => askAbout(plan, loaded, samples, missing);
      if (plan.isWarmedUp && !warm.has(loaded)) await ask();
      warm.add(loaded);
      let answers = await ask();
      if (answers.flat().some(isPassing)) answers = await ask();
      for (const [at, placed] of samples.entries()) {
        const results = missing.flatMap((request, i) => {
          const key = requestKey(request);
          const answer = answers[i]?.[at];
          if (answer === undefined || !isMissing(placed, key)) return [];
          return [[key, resultOf(plan, placed.sample, answer)] as const];
        });
        if (results.length > 0) add(placed, Object.fromEntries(results));
      }
    },
    fail({ samples }, error) {
      for (const placed of samples) {
        const failed = keys.filter((key) => isMissing(placed, key));
        add(placed, Object.fromEntries(failed.map((key) => [key, { error: toPlainError(error) }])));
      }
    },
    score: () => score,
  });
}

/** What may go well the next time: a device that was lost, and what nobody expected. */
const isPassing = (answer: BenchmarkAnswer): boolean =>
  "error" in answer && ["device-lost", "unexpected"].includes(answer.error.code);

/** Asks under the plans about one video; one that is missing or cannot be opened fails all of its samples. */
async function askAbout(
  { benchmark, protocol, folder, looking, hasSubtitles }: BenchmarkPlan,
  { lab }: LoadedLab,
  placed: readonly PlacedSample[],
  requests: readonly PlanRequest[],
): Promise<BenchmarkAnswer[][]> {
  const samples = placed.map(({ sample }) => sample);
  const [first] = samples;
  if (first === undefined) return [];
  try {
    if (first.video === null) throw missingVideo(first);
    const isPictures = first.picturesPerSec !== undefined;
    const files = isPictures ? picturesOf(folder, first) : [folder.path(first.video)];
    await lab.giveFiles(files);
    const args: BenchmarkArgs = {
      benchmark: benchmark.id,
      protocol,
      name: first.video,
      samples,
      // The pictures of a part were chosen already.
      looking: { ...looking, ...(!isPictures && first.range && { range: first.range }) },
      ...(hasSubtitles && { subtitles: await subtitlesOf(folder, first) }),
      requests,
    };
    const { answers } = await lab.call("askBenchmark", args);
    return answers.map((each) => [...each]);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code.startsWith("lab-")) throw thrown;
    const error = toPlainError(thrown);
    return requests.map(() => samples.map(() => ({ error })));
  }
}

const missingVideo = ({ wanted }: Sample): AppError =>
  new AppError(
    "bench-video-missing",
    `The video ${wanted} is not in the folder.`,
    "Fetch it, and start the same command with --retry, which asks about what failed.",
  );

/** Returns the pictures of the part that is looked at; they are numbered from 1. */
function picturesOf(folder: DiskFolder, { video, range, picturesPerSec = 1 }: Sample): string[] {
  const all = folder.pictures(video ?? "").map((name) => folder.path(`${video}/${name}`));
  if (range === undefined) return all;
  const from = Math.max(1, Math.round(range.fromSec * picturesPerSec));
  const to = Math.min(all.length, Math.round(range.toSec * picturesPerSec));
  return from <= to ? all.slice(from - 1, to) : all;
}

async function subtitlesOf(folder: DiskFolder, { subtitles }: Sample): Promise<string | null> {
  if (subtitles === undefined) return null;
  return decodeSubtitles(await folder.read(subtitles));
}

function resultOf(
  { benchmark, protocol }: BenchmarkPlan,
  sample: Sample,
  answer: BenchmarkAnswer,
): SampleResult {
  if ("error" in answer) return answer;
  const { letter, isGuess, isRight } = judge(benchmark, sample, answer.text, protocol);
  return { ...answer, letter, isGuess, isRight };
}

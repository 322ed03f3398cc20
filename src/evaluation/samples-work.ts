// What is left to ask of a benchmark's videos: what was answered is judged at once, and each sample goes to the log as a record
// of its own, a failed one with its error. Who asks, in which page or browser, is not known here.

import { AppError, isAbort, type PlainError, toPlainError } from "../base/errors.ts";
import type { Benchmark, Protocol, Sample } from "../benchmarks/benchmark.ts";
import { judge } from "../benchmarks/judge.ts";
import type { PlanRequest } from "../engine/api.ts";
import { requestKey } from "./arms.ts";
import type { AnswerTimes, BenchmarkAnswer } from "./ask-benchmark.ts";
import type { PlacedSample, VideoSamples } from "./choose-samples.ts";
import type { ResultLog } from "./results.ts";
import type { Score } from "./tally.ts";

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

export const isFailed = (result: SampleResult | undefined): boolean =>
  result !== undefined && "error" in result;

export interface SamplesPlan {
  readonly benchmark: Benchmark;
  readonly protocol: Protocol;
  readonly videos: readonly VideoSamples[];
  readonly requests: readonly PlanRequest[];
  /** Whether samples that failed are asked about again. */
  readonly isRetrying: boolean;
  readonly log: ResultLog<SampleResult>;
}

export interface ScoreSoFar extends Score {
  /** How many answers there are none of, because something failed. */
  readonly failed: number;
}

/** Asks about the samples of one video, whose file `video` is, under some plans. */
export type AskAboutVideo = (
  samples: readonly Sample[],
  video: string,
  requests: readonly PlanRequest[],
) => Promise<readonly (readonly BenchmarkAnswer[])[]>;

export interface SamplesWork {
  /** Whether nothing is left to ask about a video. */
  isDone(video: VideoSamples): boolean;
  /** Asks what is left about a video. What `isEnding` knows is thrown; any other failure is one of its samples'. */
  ask(
    video: VideoSamples,
    ask: AskAboutVideo,
    isEnding?: (thrown: unknown) => boolean,
  ): Promise<void>;
  /** Fails all that is left of a video. */
  fail(video: VideoSamples, error: AppError): Promise<void>;
  score(): ScoreSoFar;
}

export function createSamplesWork(plan: SamplesPlan): SamplesWork {
  const { log, requests, isRetrying } = plan;
  const keys = requests.map(requestKey);
  const score = { right: 0, n: 0, failed: 0 };
  const count = (result: SampleResult): void => {
    if ("error" in result) score.failed++;
    else {
      score.n++;
      score.right += Number(result.isRight);
    }
  };
  /** Failed ones of this run stay failed: each is asked again once. */
  const again = new Set<string>();
  for (const { samples } of plan.videos) {
    for (const { index, byRequest } of log.records(samples)) {
      for (const key of keys) {
        const result = byRequest[key];
        if (isRetrying && isFailed(result)) again.add(`${index} ${key}`);
        else if (result !== undefined) count(result);
      }
    }
  }
  const isMissing = ({ index }: PlacedSample, key: string): boolean =>
    again.has(`${index} ${key}`) || !log.has(index, [key]);
  const add = async (
    { index, sample }: PlacedSample,
    results: Readonly<Record<string, SampleResult>>,
  ): Promise<void> => {
    await log.add({ index, name: sample.id, byRequest: results });
    for (const [key, result] of Object.entries(results)) {
      again.delete(`${index} ${key}`);
      count(result);
    }
  };
  return {
    isDone: ({ samples }) => samples.every((sample) => !keys.some((key) => isMissing(sample, key))),
    async ask({ samples }, ask, isEnding = isAbort) {
      const missing = requests.filter((request) =>
        samples.some((sample) => isMissing(sample, requestKey(request))),
      );
      const askNow = () => answersOf(samples, missing, ask, isEnding);
      let answers = await askNow();
      if (answers.flat().some(isPassing)) answers = await askNow();
      for (const [at, placed] of samples.entries()) {
        const results = missing.flatMap((request, i) => {
          const key = requestKey(request);
          const answer = answers[i]?.[at];
          if (answer === undefined || !isMissing(placed, key)) return [];
          return [[key, resultOf(plan, placed.sample, answer)] as const];
        });
        if (results.length > 0) await add(placed, Object.fromEntries(results));
      }
    },
    async fail({ samples }, error) {
      for (const placed of samples) {
        const failed = keys.filter((key) => isMissing(placed, key));
        const results = failed.map((key) => [key, { error: toPlainError(error) }]);
        await add(placed, Object.fromEntries(results));
      }
    },
    score: () => score,
  };
}

/** What may go well the next time: a device that was lost, and what nobody expected. */
const isPassing = (answer: BenchmarkAnswer): boolean =>
  "error" in answer && ["device-lost", "unexpected"].includes(answer.error.code);

/** Asks about one video; one that is missing or cannot be opened fails all of its samples. */
async function answersOf(
  placed: readonly PlacedSample[],
  requests: readonly PlanRequest[],
  ask: AskAboutVideo,
  isEnding: (thrown: unknown) => boolean,
): Promise<readonly (readonly BenchmarkAnswer[])[]> {
  const samples = placed.map(({ sample }) => sample);
  const [first] = samples;
  if (first === undefined) return [];
  try {
    if (first.video === null) throw missingVideo(first);
    return await ask(samples, first.video, requests);
  } catch (thrown) {
    if (isEnding(thrown)) throw thrown;
    const error = toPlainError(thrown);
    return requests.map(() => samples.map(() => ({ error })));
  }
}

const missingVideo = ({ wanted }: Sample): AppError =>
  new AppError(
    "bench-video-missing",
    `The video ${wanted} is not in the folder.`,
    "Fetch it, then ask again about the samples that failed (in the lab with --retry).",
  );

function resultOf(
  { benchmark, protocol }: SamplesPlan,
  sample: Sample,
  answer: BenchmarkAnswer,
): SampleResult {
  if ("error" in answer) return answer;
  const { letter, isGuess, isRight } = judge(benchmark, sample, answer.text, protocol);
  return { ...answer, letter, isGuess, isRight };
}

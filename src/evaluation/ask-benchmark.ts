// The questions of a benchmark about one video: it is opened once, then asked under every plan. A question that fails says
// why and takes no other with it.

import { isAbort, type PlainError, toPlainError } from "../base/errors.ts";
import type { Looking } from "../base/sampling.ts";
import { drain } from "../base/stream.ts";
import type { BenchmarkId, Protocol, Sample } from "../benchmarks/benchmark.ts";
import { BENCHMARKS } from "../benchmarks/catalogue.ts";
import type { Engine, FramesVideo, PlanRequest, VideoInput } from "../engine/api.ts";

export interface BenchmarkArgs {
  readonly benchmark: BenchmarkId;
  readonly protocol: Protocol;
  /** The name of the video. */
  readonly name: string;
  /** The samples about it. */
  readonly samples: readonly Sample[];
  readonly looking: Looking;
  /** The text of its subtitles, null where it has none; undefined where prompts have none. */
  readonly subtitles?: string | null | undefined;
  readonly requests: readonly PlanRequest[];
}

export interface AskBenchmarkOptions {
  /** Ends the asking; what was answered by then is returned. */
  readonly signal?: AbortSignal;
  /** Called when work goes on. */
  readonly onSign?: () => void;
}

/** What became of one sample under one plan. */
export type BenchmarkAnswer =
  | { readonly error: PlainError }
  | {
      readonly text: string;
      readonly total: number;
      readonly kept: number;
      readonly times: AnswerTimes;
    };

export interface AnswerTimes {
  /** The language model's own part: prefill and steps, milliseconds. */
  readonly generationMs: number;
  /** The time from the question to the answer's end, milliseconds; for a video's first question from the opening of its file. */
  readonly wholeMs: number;
  /** Whether it is the first question about the video under this plan. */
  readonly isFirst: boolean;
}

/**
 * Returns for each request the answers to each sample; fewer where the asking was ended.
 * @throws AppError when the video cannot be opened.
 */
export async function askBenchmark(
  engine: Engine,
  input: VideoInput,
  args: BenchmarkArgs,
  options: AskBenchmarkOptions = {},
): Promise<BenchmarkAnswer[][]> {
  const { signal, onSign } = options;
  const startMs = performance.now();
  const video = await engine.open(input, {
    name: args.name,
    way: { kind: "frames", ...args.looking },
    ...(signal && { signal }),
    ...(onSign && { onProgress: onSign }),
  });
  const openMs = performance.now() - startMs;
  try {
    const answers = [];
    for (const plan of args.requests) {
      if (signal?.aborted === true) break;
      answers.push(await askAll(engine, video, { plan, openMs }, args, options));
    }
    return answers;
  } finally {
    await engine.close(video);
  }
}

async function askAll(
  engine: Engine,
  video: FramesVideo,
  { plan, openMs }: { readonly plan: PlanRequest; readonly openMs: number },
  { benchmark: id, protocol, samples, subtitles }: BenchmarkArgs,
  { signal, onSign = () => undefined }: AskBenchmarkOptions,
): Promise<BenchmarkAnswer[]> {
  const benchmark = BENCHMARKS[id];
  const { maxTokens } = benchmark;
  const { durationSec, frameCount } = video.facts;
  const seen = {
    timesSec: video.timesSec,
    durationSec,
    framesPerSec:
      frameCount === null ? video.timesSec.length / durationSec : frameCount / durationSec,
  };
  const answers: BenchmarkAnswer[] = [];
  let isFirst = true;
  for (const sample of samples) {
    try {
      const shown = subtitles === undefined ? undefined : { ...seen, subtitles };
      const question = benchmark.prompt(sample, protocol, shown);
      const options = { plan, maxTokens, ...(signal && { signal }) };
      const report = await drain(engine.ask(video, question, options), onSign);
      const { text, tokens, prefillMs, stepMs, totalMs } = report;
      const times = {
        generationMs: prefillMs + stepMs,
        wholeMs: totalMs + (isFirst ? openMs : 0),
        isFirst,
      };
      isFirst = false;
      answers.push({ text: text.trim(), total: tokens.total, kept: tokens.kept, times });
    } catch (thrown) {
      if (isAbort(thrown)) break;
      answers.push({ error: toPlainError(thrown) });
    }
  }
  return answers;
}

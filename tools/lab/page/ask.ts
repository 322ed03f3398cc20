// Questions about one video, asked in turn; what each answer took.

import { must } from "../../../src/base/assert.ts";
import type { Looking } from "../../../src/base/sampling.ts";
import { drain } from "../../../src/base/stream.ts";
import type {
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  Engine,
  FramesAnswer,
  FramesVideo,
  Plan,
  PlanRequest,
  PositionsId,
  Span,
  StageName,
  Video,
  WholeAnswer,
  WholeVideo,
} from "../../../src/engine/api.ts";
import { givenFile, note, noteVideo } from "./note.ts";

export interface AskArgs {
  readonly questions: readonly string[];
  readonly request: PlanRequest;
  /** What is wanted otherwise than the model's own. */
  readonly looking: Looking;
  readonly maxTokens: number;
}

export interface AskTimings {
  readonly decodeMs: number;
  readonly encodeMs: number;
  readonly compressMs: number;
  readonly prefillMs: number;
  readonly stepMs: number;
  readonly steps: number;
  /** From the start of the job: the opening of the video for the first question, the call for the others. */
  readonly firstTokenMs: number;
  readonly totalMs: number;
}

export interface AskedAnswer {
  readonly question: string;
  readonly answer: string;
  readonly tokens: { readonly total: number; readonly kept: number };
  /** Where the kept tokens stood. */
  readonly positions: PositionsId;
  readonly timings: AskTimings;
  readonly kvBytes: number;
  readonly videoReused: boolean;
}

export interface AskValue {
  readonly video: FramesVideo;
  readonly perFrame: readonly {
    readonly timeSec: number;
    readonly uniqueness: number;
    readonly budget: number;
  }[];
  readonly answers: readonly AskedAnswer[];
}

export async function runAsk(
  engine: Engine,
  { questions, request, looking, maxTokens }: AskArgs,
): Promise<AskValue> {
  const file = givenFile();
  const jobStartMs = performance.now();
  const video = await engine.open(file, {
    name: file.name,
    way: { kind: "frames", ...looking },
    onProgress: noteVideo,
  });
  const answers: AskedAnswer[] = [];
  let plan: Plan | undefined;
  for (const question of questions) {
    note(`Asking: ${question.slice(0, 80)}`);
    const isFirst = plan === undefined;
    const askStartMs = performance.now();
    const report = await askOnce(engine, video, question, { plan: request, maxTokens });
    answers.push({
      question,
      answer: report.text,
      tokens: { total: report.tokens.total, kept: report.tokens.kept },
      positions: report.positions,
      timings: timings(report, {
        video: isFirst ? video : null,
        plan: isFirst ? report.plan : null,
        waitedMs: isFirst ? askStartMs - jobStartMs : 0,
      }),
      kvBytes: report.kvBytes,
      videoReused: report.videoReused,
    });
    plan ??= report.plan;
  }
  await engine.close(video);
  const perFrame = must(plan, "a question").frames.map(({ timeSec, uniqueness, budget }) => ({
    timeSec,
    uniqueness,
    budget,
  }));
  return { video, perFrame, answers };
}

/** Runs an ask to its end. */
export async function askOnce(
  engine: Engine,
  video: FramesVideo,
  question: string,
  options: AskFramesOptions,
): Promise<FramesAnswer>;
export async function askOnce(
  engine: Engine,
  video: WholeVideo,
  question: string,
  options: AskWholeOptions,
): Promise<WholeAnswer>;
export async function askOnce(
  engine: Engine,
  video: Video,
  question: string,
  options: AskFramesOptions & AskWholeOptions,
): Promise<Answer> {
  return drain(engine.ask(video, question, options), () => note(""));
}

/** Summed milliseconds of some stages. */
export function totalMs(spans: readonly Span[], ...stages: readonly StageName[]): number {
  return spans
    .filter(({ stage }) => stages.includes(stage))
    .reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
}

/** `video` and `plan` are given for the question that paid for them; `waitedMs` passed before the ask. */
function timings(
  report: FramesAnswer,
  job: { video: FramesVideo | null; plan: Plan | null; waitedMs: number },
): AskTimings {
  const videoSpans = job.video?.spans ?? [];
  return {
    decodeMs: totalMs(videoSpans, "decode"),
    encodeMs: totalMs(videoSpans, "preprocess", "encode", "pool"),
    compressMs: totalMs(job.plan?.spans ?? [], "score", "select", "gather"),
    prefillMs: report.prefillMs,
    stepMs: report.stepMs,
    steps: report.steps,
    firstTokenMs: job.waitedMs + report.firstTokenMs,
    totalMs: job.waitedMs + report.totalMs,
  };
}

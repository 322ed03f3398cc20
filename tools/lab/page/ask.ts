// Questions about one video, asked in turn, whichever way it is looked at; what each answer took.

import { must } from "../../../src/base/assert.ts";
import { drain } from "../../../src/base/stream.ts";
import type {
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  Engine,
  FrameSeen,
  FramesAnswer,
  FramesVideo,
  Plan,
  PlanRequest,
  ReadReport,
  Span,
  StageName,
  Video,
  WholeAnswer,
  WholeVideo,
} from "../../../src/engine/api.ts";
import { barValues } from "../../../src/app/timeline/bar-values.ts";
import { chartSvg } from "../../../src/app/timeline/chart-svg.ts";
import { figurePictures } from "../../../src/app/timeline/figure-pictures.ts";
import { columnName } from "../../../src/store/compare/columns.ts";
import { ALL_TOKENS, isInside } from "../../../src/engine/catalogue.ts";
import type {
  AgainstAll,
  AnswerTimings,
  AskArgs,
  AskedAnswer,
  AskedOfFrames,
  AskedOfWhole,
  AskFramesArgs,
  AskValue,
  AskWholeArgs,
  FramesValue,
  WholeValue,
} from "./ask-values.ts";
import { givenFile, note, noteVideo } from "./note.ts";

export const runAsk = (engine: Engine, args: AskArgs): Promise<AskValue> =>
  args.way.kind === "frames" ? runFrames(engine, args, args.way) : runWhole(engine, args, args.way);

async function runFrames(
  engine: Engine,
  { questions, answer }: AskArgs,
  { request, looking, encode, isAgainstAll, isDrawn }: AskFramesArgs,
): Promise<FramesValue> {
  const file = givenFile();
  const strip: FrameSeen[] = [];
  const startMs = performance.now();
  const video = await engine.open(file, {
    name: file.name,
    way: { kind: "frames", ...looking, encode },
    onProgress: noteVideo,
    ...(isDrawn && { onFrame: (frame: FrameSeen) => strip.push(frame) }),
  });
  let plan: Plan | undefined;
  const answers = await inTurn(questions, async (question): Promise<AskedOfFrames> => {
    const waitedMs = plan === undefined ? performance.now() - startMs : 0;
    const report = await askOnce(engine, video, question, { plan: request, ...answer });
    const [videoSpans, planSpans] =
      plan === undefined ? [video.spans, report.plan.spans] : [[], []];
    plan ??= report.plan;
    const { tokens, positions, videoReused, survivors } = report;
    const timings = timingsOf(report);
    return {
      ...asked(question, report),
      tokens: { total: tokens.total, kept: tokens.kept },
      averageRetention: report.plan.averageRetention,
      layers: survivors.map((cut) => ({
        layer: cut.layer,
        tokens: cut.tokens.length + cut.recycled.length,
      })),
      positions,
      timings: {
        remadeMs: totalMs(report.spans, "remade"),
        decodeMs: totalMs(videoSpans, "decode"),
        encodeMs: totalMs(videoSpans, "preprocess", "encode", "pool"),
        compressMs: totalMs(planSpans, "score", "select", "gather"),
        ...timings,
        firstTokenMs: waitedMs + timings.firstTokenMs,
        totalMs: waitedMs + timings.totalMs,
      },
      videoReused,
    };
  });
  const againstAll = isAgainstAll
    ? await againstAllOf(engine, video, questions, { plan: request, ...answer })
    : null;
  await engine.close(video);
  const made = must(plan, "a question");
  const figure = isDrawn ? figureOf(file.name, made, strip) : null;
  for (const { thumbnail } of strip) thumbnail.close();
  const perFrame = made.frames.map(({ timeSec, uniqueness, budget }) => ({
    timeSec,
    uniqueness,
    budget,
  }));
  return { kind: "frames", video, perFrame, answers, againstAll, figure };
}

/** Draws what the page's chart shows of a plan. */
const figureOf = (name: string, plan: Plan, strip: readonly FrameSeen[]): string =>
  chartSvg({
    name,
    words: columnName(plan.request),
    plan,
    bars: barValues(plan),
    pictures: figurePictures(strip),
    about: "Made by Framewise’s lab.",
  });

/** Asks each question twice more, so that no time of its answer counts this. */
async function againstAllOf(
  engine: Engine,
  video: FramesVideo,
  questions: readonly string[],
  options: AskFramesOptions & { readonly plan: PlanRequest },
): Promise<AgainstAll> {
  const { plan } = options;
  const answers = await inTurn(questions, async (question) => {
    const all = { ...options, plan: ALL_TOKENS, keepReference: "all" };
    const { text } = await askOnce(engine, video, question, all);
    const asked = { ...options, compareWith: "all" };
    const { divergence } = await askOnce(engine, video, question, asked);
    return { answer: text, divergence };
  });
  await engine.forgetReference("all");
  const quality = isInside(plan.method) ? null : await engine.quality(video, plan);
  return { quality, answers };
}

async function runWhole(
  engine: Engine,
  { questions, answer }: AskArgs,
  { read, ask }: AskWholeArgs,
): Promise<WholeValue> {
  const file = givenFile();
  const startMs = performance.now();
  let wanted = 0;
  const video = await engine.open(file, {
    way: { kind: "whole", ...read },
    name: file.name,
    onOpen: ({ chunkCount }) => (wanted = chunkCount),
    onChunk: ({ index }) => note(`Read chunk ${index + 1} of ${wanted}`),
  });
  const readMs = performance.now() - startMs;
  const answers = await inTurn(questions, async (question): Promise<AskedOfWhole> => {
    const report = await askOnce(engine, video, question, { ...ask, ...answer });
    const { chunks, entries } = report.choice;
    return {
      ...asked(question, report),
      chunks: chunks.map(({ timesSec, isDetailed, relevance }) => ({
        fromSec: timesSec[0] ?? 0,
        toSec: timesSec.at(-1) ?? 0,
        isDetailed,
        relevance,
      })),
      entries,
      timings: { assembleMs: totalMs(report.spans, "splice"), ...timingsOf(report) },
    };
  });
  await engine.close(video);
  return { kind: "whole", answers, read: readOf(video, readMs) };
}

function readOf(video: ReadReport, readMs: number): WholeValue["read"] {
  const { chunks, use, isComplete, reusedFrames, spans } = video;
  return {
    frames: chunks.reduce((sum, { timesSec }) => sum + timesSec.length, 0),
    chunks: chunks.length,
    isComplete,
    reusedFrames,
    detailed: use.detailed,
    compact: use.compact,
    gpuBytes: use.gpuBytes,
    hostBytes: use.hostBytes,
    diskBytes: use.diskBytes,
    encodeMs: totalMs(spans, "preprocess", "encode", "pool"),
    prefillMs: totalMs(spans, "prefill"),
    totalMs: readMs,
  };
}

async function inTurn<T>(
  questions: readonly string[],
  ask: (question: string) => Promise<T>,
): Promise<T[]> {
  const answers: T[] = [];
  for (const question of questions) {
    note(`Asking: ${question.slice(0, 80)}`);
    answers.push(await ask(question));
  }
  return answers;
}

const asked = (question: string, { text, likelihoods, kvBytes }: Answer): AskedAnswer => ({
  question,
  answer: text,
  likelihoods,
  kvBytes,
});

const timingsOf = ({ prefillMs, stepMs, steps, firstTokenMs, totalMs }: Answer): AnswerTimings => ({
  prefillMs,
  stepMs,
  steps,
  firstTokenMs,
  totalMs,
});

/** Runs an ask to its end. */
export async function askOnce(
  engine: Pick<Engine, "ask">,
  video: FramesVideo,
  question: string,
  options: AskFramesOptions,
): Promise<FramesAnswer>;
export async function askOnce(
  engine: Pick<Engine, "ask">,
  video: WholeVideo,
  question: string,
  options: AskWholeOptions,
): Promise<WholeAnswer>;
export async function askOnce(
  engine: Pick<Engine, "ask">,
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

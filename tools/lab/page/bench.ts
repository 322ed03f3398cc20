// What the bench measures in the browser. Times are milliseconds; each list has one entry for each repetition.

import { must } from "../../../src/base/assert.ts";
import type { Engine, EngineCounters, FramesVideo, PlanRequest } from "../../../src/engine/api.ts";
import { sampleClip } from "../../world/index.ts";
import { askOnce, totalMs } from "./ask.ts";
import { drawClipFile } from "./draw-clip.ts";
import { note } from "./note.ts";

export interface LlmArgs {
  readonly frames: number;
  readonly retentions: readonly number[];
  readonly repeats: number;
  readonly steps: number;
}

export interface LlmTimes {
  /** The times by retention, then repetition. */
  readonly prefillMs: readonly (readonly number[])[];
  /** The times of prefill and steps. */
  readonly llmMs: readonly (readonly number[])[];
  /** The numbers of kept tokens, by retention. */
  readonly kept: readonly number[];
  readonly frames: number;
  readonly tokensPerFrame: number;
}

export interface SecondTimes {
  readonly firstMs: number[];
  readonly secondMs: number[];
  readonly encodeMs: number[];
}

export interface SoakArgs {
  /** The questions `from` to `to − 1`. */
  readonly from: number;
  readonly to: number;
  readonly frames: number;
  readonly retention: number;
}

const SEED = 32_000;
export const QUESTIONS = [
  "What color is the main object?",
  "What shape is the main object?",
  "Which way does the main object move?",
  "How many scenes are there?",
  "What appears briefly?",
] as const;

const plan = (retention: number): PlanRequest => ({ method: "vidcom2", retention });

export async function openClip(engine: Engine, file: File, frames: number): Promise<FramesVideo> {
  return engine.open(file, {
    name: file.name,
    way: { kind: "frames", frames },
    onProgress: () => note(""),
  });
}

export const drawClip = (frames: number): Promise<File> =>
  drawClipFile(sampleClip(SEED, { frames: Math.min(48, frames) }));

/** Measures prefill and steps at each retention in turn, so that slow phases of the machine affect all alike. */
export async function benchLlm(
  engine: Engine,
  { frames, retentions, repeats, steps }: LlmArgs,
): Promise<LlmTimes> {
  const video = await openClip(engine, await drawClip(frames), frames);
  const prefillMs = retentions.map((): number[] => []);
  const llmMs = retentions.map((): number[] => []);
  const kept = retentions.map(() => 0);
  for (let round = -1; round < repeats; round++) {
    for (const [i, retention] of retentions.entries()) {
      const report = await askOnce(engine, video, QUESTIONS[0], {
        plan: plan(retention),
        maxTokens: steps + 1,
        ignoreEnd: true,
      });
      if (report.steps !== steps || report.videoReused) {
        throw new Error(`bench: ${report.steps} steps, video reused: ${report.videoReused}`);
      }
      kept[i] = report.tokens.kept;
      if (round < 0) continue; // the first round compiles pipelines
      prefillMs[i]?.push(report.prefillMs);
      llmMs[i]?.push(report.prefillMs + report.stepMs);
    }
    note(round < 0 ? "Warmed up" : `Prefill and steps: round ${round + 1} of ${repeats}`);
  }
  const tokensPerFrame = video.tokensPerFrame;
  await engine.close(video);
  return { prefillMs, llmMs, kept, frames: video.timesSec.length, tokensPerFrame };
}

/** Measures the time to the first token of a first question, including decoding and encoding, and of a second one. */
export async function benchSecond(
  engine: Engine,
  { frames, retention, repeats }: { frames: number; retention: number; repeats: number },
): Promise<SecondTimes> {
  const file = await drawClip(frames);
  const times: SecondTimes = { firstMs: [], secondMs: [], encodeMs: [] };
  for (let round = -1; round < repeats; round++) {
    const startMs = performance.now();
    const video = await openClip(engine, file, frames);
    const askMs = performance.now();
    const options = { plan: plan(retention), maxTokens: 2 };
    const first = await askOnce(engine, video, QUESTIONS[0], options);
    const second = await askOnce(engine, video, QUESTIONS[1], options);
    await engine.close(video);
    if (!second.videoReused) throw new Error("bench: the second question encoded the video again");
    if (round < 0) continue;
    times.firstMs.push(askMs - startMs + first.firstTokenMs);
    times.secondMs.push(second.firstTokenMs);
    times.encodeMs.push(totalMs(video.spans, "preprocess", "encode", "pool"));
    note(`First and second question: round ${round + 1} of ${repeats}`);
  }
  return times;
}

let soaked: FramesVideo | undefined;

/** Asks some questions in a row about one video that stays open from call to call. */
export async function benchSoak(
  engine: Engine,
  { from, to, frames, retention }: SoakArgs,
): Promise<EngineCounters> {
  soaked ??= await openClip(engine, await drawClip(frames), frames);
  for (let i = from; i < to; i++) {
    const question = must(QUESTIONS[i % QUESTIONS.length], "question");
    await askOnce(engine, soaked, question, { plan: plan(retention), maxTokens: 6 });
    if ((i + 1) % 5 === 0) note(`Questions in a row: ${i + 1}`);
  }
  return engine.counters();
}

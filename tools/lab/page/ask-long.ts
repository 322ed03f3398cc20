// Questions about one video that is read chunk by chunk; which chunks each answer rests on, and what it took.

import type { AskLongOptions, Engine, LongReport, ReadSettings } from "../../../src/engine/api.ts";
import { totalMs } from "./ask.ts";
import { givenFile, note } from "./note.ts";

export interface AskLongArgs {
  readonly questions: readonly string[];
  readonly read: Partial<ReadSettings>;
  readonly ask: Pick<AskLongOptions, "chunks" | "entries" | "relevance" | "maxTokens">;
}

export interface LongAnswer {
  readonly question: string;
  readonly answer: string;
  readonly chunks: readonly {
    /** Of the chunk's first and last frame. */
    readonly fromSec: number;
    readonly toSec: number;
    readonly isDetailed: boolean;
    readonly relevance: number;
  }[];
  /** Places of the cache that hold the video. */
  readonly entries: number;
  readonly kvBytes: number;
  readonly timings: {
    readonly assembleMs: number;
    readonly prefillMs: number;
    readonly stepMs: number;
    readonly steps: number;
    readonly firstTokenMs: number;
    readonly totalMs: number;
  };
}

export interface AskLongValue {
  readonly answers: readonly LongAnswer[];
  readonly read: {
    readonly frames: number;
    readonly chunks: number;
    readonly isComplete: boolean;
    /** Of them, those that took the features of the frame before. */
    readonly reusedFrames: number;
    /** Entries of all chunks at either level. */
    readonly detailed: number;
    readonly compact: number;
    readonly gpuBytes: number;
    readonly hostBytes: number;
    readonly diskBytes: number;
    readonly encodeMs: number;
    readonly prefillMs: number;
    readonly totalMs: number;
  };
}

export async function runAskLong(
  engine: Engine,
  { questions, read, ask }: AskLongArgs,
): Promise<AskLongValue> {
  const file = givenFile();
  const startMs = performance.now();
  let wanted = 0;
  const video = await engine.readVideo(file, {
    ...read,
    name: file.name,
    onOpen: ({ chunkCount }) => (wanted = chunkCount),
    onChunk: ({ index }) => note(`Read chunk ${index + 1} of ${wanted}`),
  });
  const readMs = performance.now() - startMs;
  const answers: LongAnswer[] = [];
  for (const question of questions) {
    note(`Asking: ${question.slice(0, 80)}`);
    answers.push(answerOf(question, await askLongOnce(engine, video, question, ask)));
  }
  await engine.closeLong(video);
  const { chunks, use, isComplete, reusedFrames, spans } = video;
  return {
    answers,
    read: {
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
    },
  };
}

/** Runs an ask of a long video to its end. */
export async function askLongOnce(
  engine: Engine,
  video: { readonly id: number },
  question: string,
  options: AskLongOptions,
): Promise<LongReport> {
  const pieces = engine.askLong(video, question, options);
  for (;;) {
    const next = await pieces.next();
    note("");
    if (next.done === true) return next.value;
  }
}

const answerOf = (question: string, report: LongReport): LongAnswer => ({
  question,
  answer: report.text,
  chunks: report.chunks.map(({ timesSec, isDetailed, relevance }) => ({
    fromSec: timesSec[0] ?? 0,
    toSec: timesSec.at(-1) ?? 0,
    isDetailed,
    relevance,
  })),
  entries: report.entries,
  kvBytes: report.kvBytes,
  timings: {
    assembleMs: totalMs(report.spans, "splice"),
    prefillMs: report.prefillMs,
    stepMs: report.stepMs,
    steps: report.steps,
    firstTokenMs: report.firstTokenMs,
    totalMs: report.totalMs,
  },
});

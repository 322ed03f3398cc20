// Questions about one video that is read chunk by chunk; which chunks each answer rests on, and what it took.

import type {
  AskWholeOptions,
  Engine,
  WholeAnswer,
  ReadSettings,
} from "../../../src/engine/api.ts";
import { askOnce, totalMs } from "./ask.ts";
import { givenFile, note } from "./note.ts";

export interface AskLongArgs {
  readonly questions: readonly string[];
  readonly read: Partial<ReadSettings>;
  readonly ask: Pick<AskWholeOptions, "chunks" | "entries" | "relevance" | "maxTokens">;
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
  const video = await engine.open(file, {
    way: { kind: "whole", ...read },
    name: file.name,
    onOpen: ({ chunkCount }) => (wanted = chunkCount),
    onChunk: ({ index }) => note(`Read chunk ${index + 1} of ${wanted}`),
  });
  const readMs = performance.now() - startMs;
  const answers: LongAnswer[] = [];
  for (const question of questions) {
    note(`Asking: ${question.slice(0, 80)}`);
    answers.push(answerOf(question, await askOnce(engine, video, question, ask)));
  }
  await engine.close(video);
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

const answerOf = (question: string, report: WholeAnswer): LongAnswer => ({
  question,
  answer: report.text,
  chunks: report.choice.chunks.map(({ timesSec, isDetailed, relevance }) => ({
    fromSec: timesSec[0] ?? 0,
    toSec: timesSec.at(-1) ?? 0,
    isDetailed,
    relevance,
  })),
  entries: report.choice.entries,
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

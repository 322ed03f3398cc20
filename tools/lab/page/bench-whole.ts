// Reads one long drawn clip, asks several questions in turn, and saves, closes and opens it again.

import type {
  Engine,
  WholeAnswer,
  WholeVideo,
  MemoryUse,
  ReadSettings,
} from "../../../src/engine/api.ts";
import { clipQuestions, longClip } from "../../world/index.ts";
import { askOnce, totalMs } from "./ask.ts";
import { drawClipFile } from "./draw-clip.ts";
import { note } from "./note.ts";

export interface WholeBenchArgs {
  readonly seconds: number;
  /** The chunks in detail besides the first and the last. */
  readonly chunks: number;
  readonly read: Partial<ReadSettings>;
  /** The number of later questions; one before them pays for what is made once. */
  readonly repeats: number;
  /** Whether the memory is saved and reopened. */
  readonly isReopened: boolean;
}

export interface WholeTimes {
  readonly frames: number;
  readonly steps: number;
  /** The steps of a chunk and the tokens of each; steps are frames in most families. */
  readonly stepsPerChunk: number;
  readonly tokensPerFrame: number;
  readonly readMs: number;
  readonly use: MemoryUse;
  /** The bytes of all live buffers: before the video was opened, after it was read, after the last question. */
  readonly gpuBytes: { readonly before: number; readonly read: number; readonly asked: number };
  /** The later questions. */
  readonly asked: readonly {
    readonly firstTokenMs: number;
    /** The part of it that found the relevance. */
    readonly scoreMs: number;
    /** The video's entries in the cache, and the chunks in detail including the first and last. */
    readonly entries: number;
    readonly detailed: readonly number[];
  }[];
  readonly reopened: {
    readonly saveMs: number;
    /** The time until it could be asked. */
    readonly openMs: number;
    readonly bytes: number;
    /** Whether it answered as before. */
    readonly isSame: boolean;
  } | null;
}

const SEED = 30_000;
const DRAWING = { widthPx: 192, framesPerSec: 1 };
const ANSWER_TOKENS = 8;

export async function benchWhole(
  engine: Engine,
  { seconds, chunks, read, repeats, isReopened }: WholeBenchArgs,
): Promise<WholeTimes> {
  note(`Drawing ${seconds} seconds …`);
  const chunkTicks = read.chunkFrames ?? 8;
  const spec = longClip(SEED, { ticks: seconds, needles: 1, isClose: false, chunkTicks });
  const file = await drawClipFile(spec, DRAWING);
  const questions = clipQuestions(spec).map(({ question }) => question);
  const ask = (video: WholeVideo, index: number): Promise<WholeAnswer> =>
    askOnce(engine, video, questions[index % questions.length] ?? "What happens?", {
      chunks,
      maxTokens: ANSWER_TOKENS,
    });

  const before = await gpuBytes(engine);
  const startMs = performance.now();
  let opened: WholeVideo | undefined;
  const video = await engine.open(file, {
    way: { kind: "whole", ...read, framesPerSec: DRAWING.framesPerSec },
    name: file.name,
    onOpen: (one) => (opened = one),
    onFrame: ({ thumbnail }) => thumbnail.close(),
    onChunk: ({ index }) => note(`Read chunk ${index + 1} of ${opened?.chunkCount ?? 0}`),
  });
  const readMs = performance.now() - startMs;
  const afterReading = await gpuBytes(engine);
  const asked: WholeTimes["asked"][number][] = [];
  const first = await ask(video, 0);
  for (let i = 1; i <= repeats; i++) {
    const report = await ask(video, i);
    asked.push({
      firstTokenMs: report.firstTokenMs,
      scoreMs: totalMs(report.spans, "score"),
      entries: report.choice.entries,
      detailed: report.choice.chunks.flatMap(({ isDetailed }, chunk) =>
        isDetailed ? [chunk] : [],
      ),
    });
    note(`Asked ${i} of ${repeats} questions`);
  }
  const afterAsking = await gpuBytes(engine);
  const { grid, chunkTimes } = opened ?? { grid: { rows: 0, columns: 0 }, chunkTimes: 1 };
  const steps = video.chunks.reduce((sum, { timesSec }) => sum + timesSec.length, 0);
  const times = {
    frames: (steps * video.settings.chunkFrames) / chunkTimes,
    steps,
    stepsPerChunk: chunkTimes,
    tokensPerFrame: grid.rows * grid.columns,
    readMs,
    use: video.use,
    gpuBytes: { before, read: afterReading, asked: afterAsking },
    asked,
  };
  if (!isReopened) {
    await engine.close(video);
    return { ...times, reopened: null };
  }
  return {
    ...times,
    reopened: await reopen(engine, video, async (again) => {
      const { text } = await ask(again, 0);
      return text === first.text;
    }),
  };
}

async function reopen(
  engine: Engine,
  video: WholeVideo,
  isSame: (video: WholeVideo) => Promise<boolean>,
): Promise<NonNullable<WholeTimes["reopened"]>> {
  note("Saving and opening it again …");
  const savingMs = performance.now();
  const saved = await engine.save(video);
  const saveMs = performance.now() - savingMs;
  await engine.close(video);
  try {
    const openingMs = performance.now();
    const again = await engine.reopen(saved.id, {
      onFrame: ({ thumbnail }) => thumbnail.close(),
    });
    const openMs = performance.now() - openingMs;
    const answersSame = await isSame(again);
    await engine.close(again);
    return { saveMs, openMs, bytes: saved.bytes, isSame: answersSame };
  } finally {
    await engine.deleteSaved(saved.id);
  }
}

const gpuBytes = async (engine: Engine): Promise<number> =>
  (await engine.counters()).liveBufferBytes;

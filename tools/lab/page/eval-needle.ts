// Runs one long clip through the engine, looked at in one way: drawn to a file, opened or read once, then asked every
// question in every wording, for each arm that looks at it so.

import { AppError } from "../../../src/base/errors.ts";
import type {
  AskWholeOptions,
  Engine,
  ReadSettings,
  VideoInput,
  WholeAnswer,
  WholeVideo,
} from "../../../src/engine/api.ts";
import type { ClipSpec } from "../../world/index.ts";
import { askOnce } from "./ask.ts";
import { note } from "./note.ts";

/** How a clip comes to the model: as a sample of frames, or read chunk by chunk. */
export type NeedleLook =
  | {
      readonly kind: "sample";
      /** "dot" is one grey frame instead of the clip. */
      readonly source: "clip" | "dot";
      readonly frames: number;
      /** The share of tokens to keep at even strides; default all. */
      readonly retention?: number;
    }
  | {
      readonly kind: "memory";
      /** "blank" is a grey clip of the same length. */
      readonly source: "clip" | "blank";
      readonly read: Partial<ReadSettings>;
    };

export interface NeedleAsk extends Pick<AskWholeOptions, "chunks" | "relevance" | "focus"> {
  /** The forced chunks by question; null forces none. */
  readonly forced: readonly NonNullable<AskWholeOptions["forced"]>[] | null;
  /** With true, an answer with fewer chunks in detail than there are counts as not fitting. */
  readonly needsAll: boolean;
}

export interface EvalNeedleArgs {
  readonly spec: ClipSpec;
  readonly look: NeedleLook;
  /** The questions of one look. */
  readonly asks: readonly NeedleAsk[];
  readonly questions: readonly {
    readonly tries: readonly string[];
    /** The chunks that hold what is asked about. */
    readonly chunks: readonly number[];
  }[];
}

/** The results by ask, or in a few words why it did not fit. */
export interface EvalNeedleValue {
  readonly runs: readonly (NeedleRun | { readonly unfit: string })[];
}

export interface NeedleRun {
  /** The time from the file to the first question. */
  readonly readMs: number;
  /** The results by question, then by wording. */
  readonly samples: readonly (readonly NeedleTry[])[];
}

export interface NeedleTry {
  readonly got: string;
  /** The video's entries in the cache, and the cache's bytes at the end. */
  readonly entries: number;
  readonly kvBytes: number;
  readonly firstTokenMs: number;
  /** Which of the needles' chunks were in detail, and the place of each by relevance, 1 = first; null for a sample. */
  readonly chunks: {
    readonly detailed: number;
    readonly found: number;
    readonly ranks: readonly number[];
  } | null;
}

/** The world's longest answer is far shorter, so a model that exceeds this is wrong anyway. */
const MAX_TOKENS = 40;
/** Twice the model's input size, since six hundred frames have to be drawn. */
const WIDTH_PX = 192;
const FRAMES_PER_SEC = 1;
const NAME = "the drawn clip";

export type RunEvalNeedle = (args: EvalNeedleArgs) => Promise<EvalNeedleValue>;

/** What the suite asks of an engine. */
type NeedleEngine = Pick<Engine, "open" | "ask" | "close">;

interface Drawing {
  readonly widthPx: number;
  readonly framesPerSec: number;
}

/** Makes the videos that are asked about. */
export interface DrawVideo {
  clip(spec: ClipSpec, drawing: Drawing): Promise<VideoInput>;
  /** Nothing but grey, in the clip's shape. */
  blank(spec: ClipSpec, drawing: Drawing & { readonly ticks: number }): Promise<VideoInput>;
}

/** Keeps the file that was drawn last, because one clip is looked at in several ways, one after the other. */
export function createEvalNeedle(engine: NeedleEngine, draw: DrawVideo): RunEvalNeedle {
  let last: { key: string; file: VideoInput } | null = null;

  const fileOf = async (args: EvalNeedleArgs): Promise<VideoInput> => {
    const { spec, look } = args;
    const key = `${spec.seed} ${spec.frames} ${look.source}`;
    if (last?.key !== key) {
      const options = { widthPx: WIDTH_PX, framesPerSec: FRAMES_PER_SEC };
      const file =
        look.source === "clip"
          ? await draw.clip(spec, options)
          : await draw.blank(spec, {
              ...options,
              ticks: look.source === "dot" ? 1 : spec.frames,
            });
      last = { key, file };
      note("");
    }
    return last.file;
  };

  return async (args) => {
    const file = await fileOf(args);
    const { look } = args;
    return look.kind === "sample"
      ? sampled(engine, file, look, args)
      : remembered(engine, file, look, args);
  };
}

type Sample = Extract<NeedleLook, { kind: "sample" }>;
type Memory = Extract<NeedleLook, { kind: "memory" }>;

async function sampled(
  engine: NeedleEngine,
  file: VideoInput,
  { frames, retention = 1 }: Sample,
  { asks, questions }: EvalNeedleArgs,
): Promise<EvalNeedleValue> {
  const startMs = performance.now();
  const video = await engine.open(file, { name: NAME, way: { kind: "frames", frames } });
  const readMs = performance.now() - startMs;
  try {
    const run = await orDoesNotFit(async () => {
      const samples = await eachTry(questions, async (question): Promise<NeedleTry> => {
        const { text, tokens, kvBytes, firstTokenMs } = await askOnce(engine, video, question, {
          plan: { method: "uniform", retention },
          maxTokens: MAX_TOKENS,
        });
        return { got: text.trim(), entries: tokens.kept, kvBytes, firstTokenMs, chunks: null };
      });
      return { readMs, samples };
    });
    return { runs: asks.map(() => run) };
  } finally {
    await engine.close(video);
  }
}

async function remembered(
  engine: NeedleEngine,
  file: VideoInput,
  { read }: Memory,
  args: EvalNeedleArgs,
): Promise<EvalNeedleValue> {
  const startMs = performance.now();
  const opened: WholeVideo[] = [];
  try {
    const reading = await orDoesNotFit(() =>
      engine.open(file, {
        way: { kind: "whole", ...read, framesPerSec: FRAMES_PER_SEC },
        name: NAME,
        onOpen: (video) => opened.push(video),
        onFrame: ({ thumbnail }) => thumbnail.close(),
        onChunk: () => note(""),
      }),
    );
    if ("unfit" in reading) return { runs: args.asks.map(() => reading) };
    const readMs = performance.now() - startMs;
    const runs: EvalNeedleValue["runs"][number][] = [];
    for (const ask of args.asks) {
      runs.push(await orDoesNotFit(() => askAll(engine, reading, ask, args, readMs)));
    }
    return { runs };
  } finally {
    for (const video of opened) await engine.close(video);
  }
}

async function askAll(
  engine: NeedleEngine,
  video: WholeVideo,
  { chunks, relevance, focus, forced, needsAll }: NeedleAsk,
  args: EvalNeedleArgs,
  readMs: number,
): Promise<NeedleRun | { unfit: string }> {
  let isCut = false;
  const samples = await eachTry(
    args.questions,
    async (question, i): Promise<NeedleTry> => {
      const options: AskWholeOptions = {
        maxTokens: MAX_TOKENS,
        ...(chunks === undefined ? {} : { chunks }),
        ...(relevance === undefined ? {} : { relevance }),
        ...(focus === undefined ? {} : { focus }),
        ...(forced?.[i] === undefined ? {} : { forced: forced[i] }),
      };
      const report = await askOnce(engine, video, question, options);
      isCut ||= needsAll && !report.choice.chunks.every(({ isDetailed }) => isDetailed);
      const { text, choice, kvBytes, firstTokenMs } = report;
      return {
        got: text.trim(),
        entries: choice.entries,
        kvBytes,
        firstTokenMs,
        chunks: chunksOf(report, args.questions[i]?.chunks ?? []),
      };
    },
    () => isCut,
  );
  return isCut ? { unfit: "context" } : { readMs, samples };
}

/** Returns the places among the chunks between the first and last, which are always in detail. */
function chunksOf(
  { choice: { chunks } }: WholeAnswer,
  needles: readonly number[],
): NonNullable<NeedleTry["chunks"]> {
  const inner = chunks.slice(1, -1);
  const relevanceOf = (chunk: number): number => chunks[chunk]?.relevance ?? 0;
  return {
    detailed: inner.filter(({ isDetailed }) => isDetailed).length,
    found: needles.filter((chunk) => chunks[chunk]?.isDetailed === true).length,
    ranks: needles.map(
      (chunk) => 1 + inner.filter(({ relevance }) => relevance > relevanceOf(chunk)).length,
    ),
  };
}

async function eachTry<T>(
  questions: EvalNeedleArgs["questions"],
  ask: (text: string, question: number) => Promise<T>,
  isOver: () => boolean = () => false,
): Promise<T[][]> {
  const samples: T[][] = [];
  for (const [i, { tries }] of questions.entries()) {
    const answers: T[] = [];
    for (const text of tries) {
      if (isOver()) return samples;
      answers.push(await ask(text, i));
    }
    samples.push(answers);
  }
  return samples;
}

/** What a context can be too small for; every other failure is one. */
const UNFIT: readonly string[] = ["context-overflow", "memory-context", "memory-budget"];

async function orDoesNotFit<T>(work: () => Promise<T>): Promise<T | { unfit: string }> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof AppError && UNFIT.includes(thrown.code)) return { unfit: thrown.code };
    throw thrown;
  }
}

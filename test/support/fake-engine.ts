// An engine without a GPU or a model: plausible made-up data, told what to do by `FakeOptions`, for tests of the
// store and the page and for looking at the page. It keeps the real one's rules: calls queue, aborts reject with
// AbortError, every failure is an AppError, thumbnails belong to the receiver. Never part of the product build.

import { AppError, fromPlainError, type PlainError } from "../../src/base/errors.ts";
import { lookedAt } from "../../src/base/sampling.ts";
import { rangeWithin } from "../../src/base/time-range.ts";
import { must } from "../../src/base/assert.ts";
import type {
  ClosestCall,
  AdapterFacts,
  Answer,
  AskFramesOptions,
  AskWholeOptions,
  EarlierTurn,
  Engine,
  FilesSource,
  FramesAnswer,
  OpenFramesOptions,
  OpenWholeOptions,
  ReadReport,
  EngineEvent,
  ModelInfo,
  Plan,
  PlanRequest,
  Span,
  FramesVideo,
  SubtitleTrack,
  VideoFacts,
  VideoInput,
} from "../../src/engine/api.ts";
import { createFakeWhole, type FakeWholeOptions, type WholeCall } from "./fake-whole.ts";
import { ADAPTER, FACTS, MODEL } from "./fake-facts.ts";
import { leftOutFrames } from "../../src/compression/left-out.ts";
import { ALL_TOKENS, isInside, PATCH } from "../../src/engine/catalogue.ts";
import {
  fakeBudgets,
  fakeQuality,
  fakeScores,
  fakeSurvivors,
  fakeUniqueness,
} from "./fake-plan.ts";

export interface FakeOptions {
  /** Milliseconds that one unit of work takes (a frame, a batch, a plan, a token); 0 still yields to other tasks. */
  readonly paceMs?: number;
  readonly adapter?: Partial<AdapterFacts>;
  readonly model?: Partial<ModelInfo>;
  readonly facts?: Partial<VideoFacts>;
  /** The answers by question; other questions get one about a star. */
  readonly answers?: Readonly<Record<string, string>>;
  /** Where another answer was nearest. Default: nowhere. */
  readonly closest?: ClosestCall;
  readonly lostFrames?: number;
  /** Whether most of each frame stays the same, so that it is copied where the page wants it. Default false. */
  readonly isStill?: boolean;
  /** Why all of every frame was encoded. Default: nothing stood in the way. */
  readonly left?: string;
  /** Draws the picture of a frame; default (in Node): an empty object for the bitmap. */
  readonly draw?: (index: number, frames: number) => Promise<ImageBitmap>;
  readonly whole?: FakeWholeOptions;
  /** What is said in tracks of every file. Default: nothing. */
  readonly subtitles?: readonly SubtitleTrack[];
}

/** Of 11 × 11 patches all are encoded in the first frame, and in each later one four columns that move to the right. */
function stillPatches(frames: number) {
  const side = 11;
  const fates = Uint8Array.from({ length: frames * side * side }, (_, at) => {
    const [frame, column] = [Math.floor(at / side ** 2), at % side];
    const isMoving = (column - frame + 100 * side) % side < 4;
    return frame === 0 || isMoving ? PATCH.encoded : PATCH.copied;
  });
  const encoded = fates.filter((fate) => fate === PATCH.encoded).length;
  const grid = { rows: side, columns: side };
  return { patches: { grid, fates }, count: { patches: fates.length, encoded } };
}

/** The errors with which the next call of that name fails. */
export type FakeFailures = Partial<
  Record<
    "loadModel" | "inspect" | "openFrames" | "plan" | "quality" | "ask" | WholeCall,
    PlainError | undefined
  >
>;

export interface FakeEngine extends Engine {
  readonly calls: string[];
  readonly requests: PlanRequest[];
  /** The earlier turns that each question was given. */
  readonly earlierTurns: (readonly EarlierTurn[])[];
  readonly closed: number[];
  /** The names of the answers that are kept as references. */
  readonly references: string[];
  /** The calls of `prefill`: of which video, by which plan, and their signals. */
  readonly prefills: {
    id: number;
    plan: PlanRequest | undefined;
    signal: AbortSignal | undefined;
  }[];
  /** The calls of `compileAhead`, which end when `release` is called, or at once where nothing is held. */
  readonly aheads: {
    readonly source: FilesSource;
    readonly missing: ReadonlyMap<string, number>;
    readonly signal: AbortSignal | undefined;
  }[];
  /** The signals of the calls of `warmUp`. */
  readonly warmUps: (AbortSignal | undefined)[];
  /** Returns the names of the inspected files that the engine holds. */
  readonly openFiles: () => string[];
  /** Returns the ids of the memories that the engine holds. */
  readonly openMemories: () => number[];
  failures: FakeFailures;
  /** Stops all work until `release`. */
  hold(): void;
  release(): void;
  emit(event: EngineEvent): void;
}

const DEFAULT_ANSWER =
  "A yellow star appears against the dark for a moment. Then a green triangle slides in from the left and stops beside the box.";

/** Creates a fake engine, whose data are made up, and the same for the same input. */
export function createFakeEngine(options: FakeOptions = {}): FakeEngine {
  const { paceMs = 0 } = options;
  let model = { ...MODEL, ...options.model };
  const tokens = model.grid.rows * model.grid.columns;
  const listeners = new Set<(event: EngineEvent) => void>();
  const calls: string[] = [];
  const requests: PlanRequest[] = [];
  const earlierTurns: (readonly EarlierTurn[])[] = [];
  const closed: number[] = [];
  const references: string[] = [];
  const warmUps: (AbortSignal | undefined)[] = [];
  const aheads: FakeEngine["aheads"] = [];
  const prefills: FakeEngine["prefills"] = [];
  const files = new Map<number, { readonly file: VideoInput; readonly name: string }>();
  let failures: FakeFailures = {};
  let gate: Promise<void> = Promise.resolve();
  let openGate = () => {};
  let lastId = 0;
  let clockMs = 0;
  let queue: Promise<unknown> = Promise.resolve();
  const seen = new Map<number, PlanRequest>();

  const work = async (signal?: AbortSignal) => {
    signal?.throwIfAborted();
    await new Promise((resolve) => setTimeout(resolve, paceMs));
    await gate;
    signal?.throwIfAborted();
  };
  const failIfTold = (name: keyof FakeFailures) => {
    const failure = failures[name];
    if (failure === undefined) return;
    failures = { ...failures, [name]: undefined };
    throw fromPlainError(failure);
  };
  const span = (stage: Span["stage"], ms: number, items: number): Span => {
    const startMs = clockMs;
    clockMs += ms;
    return { stage, startMs, endMs: clockMs, items };
  };
  /** Calls run one after the other, as in the real engine. */
  const queued = <T>(job: () => Promise<T>): Promise<T> => {
    const next = queue.then(job, job);
    queue = next.catch(() => undefined);
    return next;
  };

  const draw = (index: number, frames: number) =>
    options.draw?.(index, frames) ??
    Promise.resolve({ width: 16, height: 9, close: () => {} } as ImageBitmap);
  const factsOf = (input: VideoInput, name: string | undefined): VideoFacts => {
    const file = input instanceof Blob ? input : new Blob([...input]);
    if (file.size === 0) {
      throw new AppError("file-empty", "The file is empty.", "Choose another file.");
    }
    const facts = { ...FACTS, bytes: file.size, name: name ?? FACTS.name, ...options.facts };
    if (input instanceof Blob) return facts;
    const count = input.length;
    const container = count === 1 ? "picture" : "pictures";
    const pictures = { durationSec: count, frameCount: count, codec: "PNG", container };
    return { ...facts, ...pictures, isPlayedAlike: false };
  };

  const makePlan = (video: FramesVideo, request: PlanRequest): Plan => {
    const frames = video.timesSec.length;
    // A method inside the decoder chooses when it is asked.
    const before = isInside(request.method) ? { ...request, retention: 1 } : request;
    const { budgets, retentions } = fakeBudgets(before, frames, tokens);
    const byFrame = fakeUniqueness(request, frames);
    const { leftOut } = request;
    for (const frame of leftOut === undefined ? [] : leftOutFrames(leftOut, byFrame))
      budgets[frame] = 0;
    const { scores, kept } = fakeScores(before, budgets, tokens);
    const total = frames * tokens;
    const last = fakeSurvivors(request, { total, frames }).at(-1);
    const left = last && last.tokens.length + last.recycled.length;
    const keptCount = left ?? budgets.reduce((sum, budget) => sum + budget, 0);
    const averageRetention = last === undefined ? keptCount / total : request.retention;
    const uniqueness = byFrame;
    return {
      id: ++lastId,
      videoId: video.id,
      request,
      frames: video.timesSec.map((timeSec, index) => ({
        timeSec,
        uniqueness: uniqueness[index] ?? 0,
        retention: retentions[index] ?? 0,
        budget: budgets[index] ?? 0,
      })),
      tokenScores: scores,
      keptMask: kept,
      members: null,
      total,
      kept: keptCount,
      averageRetention,
      kvBytes: averageRetention * total * model.kvBytesPerToken,
      spans: [span("score", 1.4, frames), span("select", 0.6, keptCount), span("gather", 0.4, 1)],
    };
  };

  const videos = new Map<number, FramesVideo>();

  const askFrames = async function* (
    { id }: { readonly id: number },
    question: string,
    ask: AskFramesOptions = {},
  ): AsyncGenerator<string, FramesAnswer, undefined> {
    calls.push(`ask ${question}`);
    const previous = queue;
    let done = () => {};
    queue = new Promise<void>((resolve) => {
      done = resolve;
    });
    try {
      await previous;
      await work(ask.signal);
      failIfTold("ask");
      const video = must(videos.get(id), `video ${id}`);
      const request = ask.plan ?? ALL_TOKENS;
      const plan = makePlan(video, request);
      const text = options.answers?.[question] ?? DEFAULT_ANSWER;
      const words = shorten(text, request.retention).split(/(?<= )/);
      const { begun = [], earlier = [] } = ask;
      earlierTurns.push(earlier);
      const prefillMs = 0.1 * plan.kept + 12;
      const videoReused = seen.has(video.id);
      seen.set(video.id, request);
      const spans = [span("splice", 0.5, 1), span("prefill", prefillMs, plan.kept + 40)];
      let said = words.slice(0, begun.length).join("");
      let steps = 0;
      let stop: FramesAnswer["stop"] = "end";
      for (const word of words.slice(begun.length)) {
        if (begun.length + steps + 1 === ask.maxTokens) stop = "length";
        try {
          await work(ask.signal);
        } catch {
          stop = "stopped";
          break;
        }
        spans.push(span("step", 9.6, 1));
        steps += 1;
        said += word;
        yield word;
        if (stop === "length") break;
      }
      if (ask.keepReference !== undefined) references.push(ask.keepReference);
      return {
        kind: "frames",
        text: said,
        ids: Array.from({ length: begun.length + steps }, (_, word) => word),
        stop,
        likelihoods: null,
        closest: options.closest ?? null,
        tokens: { total: plan.total, kept: plan.kept, prompt: plan.kept + 40 },
        positions: request.positions ?? model.positions[0] ?? "compact",
        kvBytes: (plan.kept + 40 + steps) * model.kvBytesPerToken,
        videoReused,
        turnsSeen: earlier.length,
        textReused: 0,
        firstTokenMs: prefillMs + 4,
        prefillMs,
        stepMs: steps * 9.6,
        steps,
        totalMs: prefillMs + steps * 9.6,
        divergence:
          ask.compareWith === undefined ? null : { meanKl: 0.02 / request.retention, tokens: 24 },
        plan,
        survivors: fakeSurvivors(request, { total: plan.total, frames: plan.frames.length }),
        spans,
      };
    } finally {
      done();
    }
  };

  const whole = createFakeWhole(
    {
      model: () => model,
      facts: factsOf,
      work,
      queued,
      failIfTold,
      span,
      draw,
      answer: (question) => options.answers?.[question] ?? DEFAULT_ANSWER,
      calls,
      earlierTurns,
      nextId: () => ++lastId,
    },
    options.whole,
  );

  const openFrames = (
    file: VideoInput,
    { name, way, onFacts, onFrame, onProgress, signal }: OpenFramesOptions,
  ): Promise<FramesVideo> =>
    queued(async () => {
      const { frames: given, spread, stepTokens, range: wanted, copiesStill } = way ?? {};
      const most = file instanceof Blob ? Infinity : file.length;
      const frames = Math.min(most, given ?? model.sampling.most);
      calls.push(`openFrames ${name ?? ""} ${frames}`);
      await work(signal);
      failIfTold("openFrames");
      const facts = factsOf(file, name);
      onFacts?.(facts);
      const clip = { startSec: facts.startSec, endSec: facts.startSec + facts.durationSec };
      const range = rangeWithin(clip, wanted);
      const [from, to] = [range?.fromSec ?? clip.startSec, range?.toSec ?? clip.endSec];
      const times = Array.from(
        { length: frames },
        (_, index) => from + ((index + 0.5) / frames) * (to - from),
      );
      const still = options.isStill === true && copiesStill === true ? stillPatches(frames) : null;
      const spans: Span[] = [];
      for (const [index, timeSec] of times.entries()) {
        await work(signal);
        const thumbnail = await draw(index, frames);
        onFrame?.({ index, timeSec, thumbnail });
        onProgress?.({ stage: "decode", done: index + 1, total: frames });
        spans.push(span("decode", 4, 1));
        if (index % 4 === 3) {
          spans.push(span("encode", 21, 4));
          onProgress?.({ stage: "encode", done: index + 1, total: frames });
        }
      }
      spans.push(span("pool", 0.8, frames));
      const opened: FramesVideo = {
        kind: "frames",
        id: ++lastId,
        facts,
        timesSec: times,
        looked: {
          ...lookedAt(model, { frames: given, spread, stepTokens, range }, frames),
          ...(still !== null && { encodedShare: still.count.encoded / still.count.patches }),
        },
        lostFrames: options.lostFrames ?? 0,
        encode: { count: still?.count ?? null, left: options.left ?? null },
        patches: still?.patches ?? null,
        encodedTokens: null,
        tokensPerFrame: tokens,
        picture: { width: 96, height: 96 },
        grid: model.grid,
        spans,
      };
      videos.set(opened.id, opened);
      return opened;
    });

  type Openable = Parameters<Engine["open"]>[0];
  function open(file: Openable, options?: OpenFramesOptions): Promise<FramesVideo>;
  function open(file: Openable, options: OpenWholeOptions): Promise<ReadReport>;
  async function open(given: Openable, options: OpenFramesOptions | OpenWholeOptions = {}) {
    const { file, name } =
      "id" in given
        ? must(files.get(given.id), `file ${given.id}`)
        : { file: given, name: options.name };
    if ("id" in given) files.delete(given.id);
    const named = { ...options, ...(name !== undefined && { name }) };
    return named.way?.kind === "whole"
      ? whole.open(file instanceof Blob ? file : new Blob([...file]), named as OpenWholeOptions)
      : openFrames(file, named as OpenFramesOptions);
  }

  function ask(
    video: { readonly id: number },
    question: string,
    options?: AskFramesOptions & AskWholeOptions,
  ): AsyncGenerator<string, Answer, undefined> {
    return whole.has(video.id)
      ? whole.ask(video.id, question, options)
      : askFrames(video, question, options);
  }

  return {
    ...whole.calls,
    openFiles: () => [...files.values()].map(({ name }) => name),
    openMemories: whole.openMemories,
    calls,
    requests,
    earlierTurns,
    closed,
    references,
    warmUps,
    aheads,
    prefills,
    get failures() {
      return failures;
    },
    set failures(next) {
      failures = next;
    },
    hold: () => {
      gate = new Promise((resolve) => {
        openGate = resolve;
      });
    },
    release: () => openGate(),
    emit: (event) => listeners.forEach((listener) => listener(event)),

    loadModel: (source, { runtime = "fastest", onProgress, signal } = {}) =>
      queued(async () => {
        calls.push(`loadModel ${source.id}`);
        await work(signal);
        failIfTold("loadModel");
        const adapter = { ...ADAPTER, ...options.adapter };
        listeners.forEach((listener) => listener({ kind: "adapter", adapter }));
        for (const share of [0.25, 0.5, 0.75, 1]) {
          await work(signal);
          const doneBytes = Math.round(model.bytes * share);
          onProgress?.({ file: "onnx/decoder.onnx", doneBytes, totalBytes: model.bytes });
        }
        const precision = source.precisions?.[0]?.id ?? model.precision;
        const measured = options.model?.rates ?? {
          webgpu: adapter.isSoftware ? 1.3 : 900,
          wasm: 14,
        };
        const rates = runtime === "fastest" ? measured : null;
        const used = runtime === "fastest" ? (adapter.isSoftware ? "wasm" : "webgpu") : runtime;
        const threads = used === "wasm" ? (options.model?.threads ?? 4) : null;
        model = { ...model, id: source.id, precision, runtime: used, rates, threads };
        return model;
      }),

    inspect: async (file, { name, signal } = {}) => {
      calls.push(`inspect ${name ?? ""}`);
      await work(signal);
      failIfTold("inspect");
      const facts = factsOf(file, name);
      files.set(++lastId, { file, name: facts.name });
      return { kind: "file", id: lastId, facts };
    },

    subtitles: async () => {
      await work();
      return options.subtitles ?? [];
    },

    open,
    close: async ({ id }) => {
      if (files.delete(id)) return;
      return whole.has(id)
        ? whole.close(id)
        : queued(() => {
            videos.delete(id);
            closed.push(id);
            return Promise.resolve();
          });
    },

    plan: (video, request) =>
      queued(async () => {
        requests.push(request);
        await work();
        failIfTold("plan");
        return makePlan(must(videos.get(video.id), `video ${video.id}`), request);
      }),
    quality: (video, request) =>
      queued(async () => {
        await work();
        failIfTold("quality");
        return fakeQuality(makePlan(must(videos.get(video.id), `video ${video.id}`), request));
      }),
    forgetReference: (name) => {
      const at = references.indexOf(name);
      if (at >= 0) references.splice(at, 1);
      return Promise.resolve();
    },
    ask: ask as Engine["ask"],
    prefill: ({ id }, { plan, signal } = {}) => {
      prefills.push({ id, plan, signal });
      return Promise.resolve();
    },
    forgetPrefill: () => {
      calls.push("forgetPrefill");
      return Promise.resolve();
    },
    compileAhead: async (source, missing, { signal } = {}) => {
      aheads.push({ source, missing, signal });
      await work(signal);
      return { pipelines: 65, fault: null };
    },
    warmUp: ({ signal } = {}) => {
      warmUps.push(signal);
      return Promise.resolve();
    },
    unloadModel: () =>
      queued(() => {
        calls.push("unloadModel");
        return Promise.resolve();
      }),
    score: () =>
      Promise.reject(new AppError("not-faked", "The fake engine has no features.", "Use ask.")),
    counters: () => Promise.resolve({ liveBuffers: 0, liveBufferBytes: 0, peakBufferBytes: 0 }),
    loseDevice: async () => {
      const send = (event: EngineEvent) => listeners.forEach((listener) => listener(event));
      send({ kind: "device-lost", reason: "destroyed" });
      await work();
      send({ kind: "recovering", step: "reading the video again" });
      await work();
      send({ kind: "recovered" });
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    dispose: () => listeners.clear(),
  };
}

/** Fewer tokens, poorer answer: below a fifth the tail goes. */
function shorten(text: string, retention: number): string {
  if (retention >= 0.2) return text;
  const words = text.split(" ");
  return `${words.slice(0, Math.ceil(words.length * (0.3 + retention * 2))).join(" ")}.`;
}

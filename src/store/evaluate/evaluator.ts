// Asks what is left of an evaluation, video by video, and keeps each sample as it is answered. Loaded when Evaluate is first
// shown.

import { AppError, isAbort, toPlainError, type PlainError } from "../../base/errors.ts";
import type { ModelInfo } from "../../engine/api.ts";
import { distinctRequests } from "../../evaluation/arms.ts";
import { samplesOf } from "../../evaluation/about.ts";
import { askBenchmark } from "../../evaluation/ask-benchmark.ts";
import type { VideoSamples } from "../../evaluation/choose-samples.ts";
import { Results, type ResultLog } from "../../evaluation/results.ts";
import { createSamplesWork, type SampleResult } from "../../evaluation/samples-work.ts";
import { lookingAt, subtitlesOf, videoPaths } from "../../evaluation/video-input.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import type { ModelLoader } from "../models/loading.ts";
import { adapterOf, selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import { armsOf, countAsked, madeWith } from "./evaluation.ts";
import type { KeptEvaluations } from "./kept-evaluations.ts";
import type { OtherTabs } from "./other-tabs.ts";
import type { PickedFolder } from "./picked-folder.ts";
import type { Evaluation, EvaluationHead } from "./types.ts";

export interface Work {
  readonly folder: PickedFolder;
  readonly videos: readonly VideoSamples[];
  readonly isRetrying: boolean;
  /** Whether nothing of it was asked before, in any tab. */
  readonly isNew: boolean;
  readonly signal: AbortSignal;
}

export interface Evaluator {
  /** Asks until nothing is left or the signal ends it; what ends it otherwise is told in the evaluation. */
  readonly run: (evaluation: Evaluation, work: Work) => Promise<void>;
}

/** Codes of failures that are no fault of a sample: every further one would fail alike. */
const ENDING: ReadonlySet<string> = new Set(["evaluation-folder-gone", "evaluation-storage"]);

const isEnding = (thrown: unknown): boolean =>
  isAbort(thrown) || (thrown instanceof AppError && ENDING.has(thrown.code));

export function createEvaluator(
  { engine, env, get, set }: SessionContext,
  { ensure, lend }: Pick<ModelLoader, "ensure" | "lend">,
  kept: KeptEvaluations,
  tabs: OtherTabs,
): Evaluator {
  /** Changes the evaluation where it is on show. */
  const show = (id: string, change: Partial<Evaluation>): void => {
    const { evaluate } = get();
    const { shown } = evaluate;
    const list = evaluate.kept;
    const { head } = change;
    set({
      evaluate: {
        ...evaluate,
        ...(shown?.head.id === id && { shown: { ...shown, ...change } }),
        ...(head && list && { kept: list.map((one) => (one.id === id ? head : one)) }),
      },
    });
  };

  /** Runs work with the model that the evaluation is about. */
  const withModel = async (
    { id, modelId }: EvaluationHead,
    signal: AbortSignal,
    work: (info: ModelInfo) => Promise<void>,
  ): Promise<void> => {
    const wait = (count: { readonly done: number; readonly total: number } | null) =>
      show(id, { waiting: { kind: "model", count } });
    wait(null);
    const inUse = selectModelInfo(get())?.id ?? (await ensure()).id;
    if (inUse === modelId) return work(await ensure());
    await lend(
      async (load) => work(await load(modelId, { signal, onProgress: wait })),
      () => wait(null),
    );
  };

  /** Returns the evaluation with what other tabs have kept of it since it was put on show. */
  const latest = async (evaluation: Evaluation): Promise<Evaluation> => {
    const { id, handle } = evaluation.head;
    const head = await kept.head(id);
    if (head === null) throw deleted();
    return { ...evaluation, head: { ...head, handle }, records: await kept.samples(id) };
  };

  const run = async (begun: Evaluation, work: Work): Promise<void> => {
    const { videos, folder, isRetrying, isNew, signal } = work;
    const evaluation = isNew ? begun : await latest(begun);
    tabs.tell();
    let { head } = evaluation;
    const { id, protocol } = head;
    const benchmark = BENCHMARKS[head.benchmark];
    const requests = distinctRequests(armsOf(head));
    const placed = samplesOf(videos);
    const bySample = new Map(placed.map(({ index, sample }) => [index, sample]));
    const results = new Results<SampleResult>();
    for (const record of evaluation.records) results.add(record);
    const log: ResultLog<SampleResult> = {
      has: (...asked) => results.has(...asked),
      records: (clips) => results.records(clips),
      async add(record) {
        results.add(record);
        const sample = bySample.get(record.index);
        const [{ byRequest } = record] = results.records([record]);
        if (sample === undefined) return;
        try {
          await kept.writeSample(id, { index: record.index, byRequest, sample });
        } catch (cause) {
          throw unkept(cause);
        }
      },
    };
    const asked = createSamplesWork({ benchmark, protocol, videos, requests, isRetrying, log });
    const todo = videos.filter((video) => !asked.isDone(video));
    const answersIn = (some: readonly VideoSamples[]): number =>
      samplesOf(some).length * requests.length;

    await withModel(head, signal, async (info) => {
      const { description = "", vendor = "", architecture = "" } = adapterOf(get().engine) ?? {};
      const adapter = description || `${vendor} ${architecture}`.trim();
      head = {
        ...head,
        family: info.family,
        madeWith: madeWith(info, adapter, head.madeWith),
      };
      show(id, { head, records: results.records(placed), waiting: null });
      const startMs = env.now();
      for (const [at, video] of todo.entries()) {
        if (signal.aborted) break;
        await asked.ask(
          video,
          async (samples, path, missing) => {
            const [first] = samples;
            if (first === undefined) return [];
            const paths = await videoPaths(folder, first, path);
            const files = await Promise.all(paths.map((one) => folder.file(one)));
            const [file] = files;
            const answers = await askBenchmark(
              engine,
              files.length === 1 && file !== undefined ? file : files,
              {
                benchmark: benchmark.id,
                protocol,
                name: path,
                samples,
                looking: lookingAt({ frames: head.frames, spread: "ends" }, first),
                ...(head.hasSubtitles && { subtitles: await subtitlesOf(folder, first) }),
                requests: missing,
              },
              { signal },
            );
            return answers;
          },
          isEnding,
        );
        const done = todo.slice(0, at + 1);
        const answerMs = (env.now() - startMs) / answersIn(done);
        const records = results.records(placed);
        head = {
          ...head,
          askedMs: Date.now(),
          asked: countAsked(head, records),
          score: { ...asked.score() },
          ...(!signal.aborted && { answerMs }),
        };
        await kept.writeHead(head).catch((cause: unknown) => {
          throw unkept(cause);
        });
        show(id, { head, videos, records, restMs: answerMs * answersIn(todo.slice(at + 1)) });
        tabs.tell();
      }
    });
  };

  return {
    run: async (evaluation, work) => {
      const { id } = evaluation.head;
      let error: PlainError | null = null;
      try {
        if (!(await tabs.alone(id, () => run(evaluation, work)))) throw busy();
      } catch (thrown) {
        if (!isAbort(thrown)) error = toPlainError(thrown);
      }
      const { shown } = get().evaluate;
      const isDone = shown?.head.id === id && shown.head.asked >= shown.head.samples;
      const phase = isDone && error === null ? "done" : "interrupted";
      show(id, { phase, error, waiting: null, restMs: null });
      tabs.tell();
    },
  };
}

export const busy = (): AppError =>
  new AppError(
    "evaluation-busy",
    "This evaluation is being asked in another tab.",
    "Go on there, or stop it there first.",
  );

const deleted = (): AppError =>
  new AppError(
    "evaluation-deleted",
    "This evaluation was deleted in another tab.",
    "Begin another one; what was answered is still on show here, and its report can be saved.",
  );

export const unkept = (cause: unknown): AppError =>
  new AppError(
    "evaluation-storage",
    `An answer could not be kept: the browser refused to write it (${cause instanceof Error ? cause.name : String(cause)}).`,
    "Free some space on this disk and go on; every answer before it is kept.",
    { cause },
  );

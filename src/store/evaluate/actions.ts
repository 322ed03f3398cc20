// What the reader does with evaluations. Loaded when Evaluate is first shown.

import { AppError, toPlainError } from "../../base/errors.ts";
import { BENCHMARKS } from "../../benchmarks/catalogue.ts";
import { chooseSamples, WHOLE, type VideoSamples } from "../../evaluation/choose-samples.ts";
import { digestOf, modelDigestOf } from "../../evaluation/digest.ts";
import { findModel } from "../../engine/models.ts";
import type { ModelLoader } from "../models/loading.ts";
import { pathsOf, selectModelInfo, storedModel, storedPrecisions } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import { samplesOf } from "../../evaluation/about.ts";
import { isComplete, videosOf } from "./evaluation.ts";
import { createEvaluator } from "./evaluator.ts";
import { createKeptEvaluations } from "./kept-evaluations.ts";
import { openPickedFolder, type PickedFolder } from "./picked-folder.ts";
import { readFolder } from "./read-folder.ts";
import type {
  EvaluateActions,
  EvaluateState,
  Evaluation,
  EvaluationHead,
  PickedSource,
} from "./types.ts";

interface Around {
  readonly models: Pick<ModelLoader, "ensure" | "lend">;
  readonly isBusy: () => boolean;
  readonly runAlone: (job: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

/** Chrome's own methods of a handle; TypeScript does not list them. */
interface AskableHandle extends FileSystemDirectoryHandle {
  requestPermission(options: { mode: "read" }): Promise<PermissionState>;
}

export function createEvaluateActions(
  context: SessionContext,
  { models, isBusy, runAlone }: Around,
): EvaluateActions {
  const { env, get, set } = context;
  const kept = createKeptEvaluations(env.kept);
  const evaluator = createEvaluator(context, models, kept);
  let picked: PickedFolder | null = null;

  const change = (part: Partial<EvaluateState>): void =>
    set({ evaluate: { ...get().evaluate, ...part } });

  const read = async (): Promise<void> => {
    const folder = picked;
    if (folder === null) return;
    change({ folder: { phase: "reading", name: folder.name } });
    try {
      const { benchmark, found } = await readFolder(folder, get().evaluate.setup.benchmark);
      if (picked !== folder) return;
      change({ folder: { phase: "ready", name: folder.name, benchmark: benchmark.id, found } });
    } catch (thrown) {
      if (picked === folder) change({ folder: { phase: "failed", error: toPlainError(thrown) } });
    }
  };

  /** Asks what is left, with the evaluation on show from the beginning. */
  const run = (evaluation: Evaluation, folder: PickedFolder, isRetrying: boolean): Promise<void> =>
    runAlone(async (signal) => {
      const { videos, head } = evaluation;
      change({ shown: { ...evaluation, phase: "running", error: null }, runningId: head.id });
      try {
        await evaluator.run(evaluation, { folder, videos, isRetrying, signal });
      } finally {
        change({ runningId: null });
      }
    });

  const refreshEvaluations = async (): Promise<void> => {
    // A browser that keeps nothing for this page has none.
    change({ kept: await kept.list().catch(() => []) });
  };

  return {
    refreshEvaluations,
    chooseEvaluationFolder: async (source) => {
      picked = openPickedFolder(source);
      await read();
    },
    setUpEvaluation: async (part) => {
      const { setup } = get().evaluate;
      change({ setup: { ...setup, ...part } });
      if (part.benchmark !== undefined && part.benchmark !== setup.benchmark) await read();
    },
    startEvaluation: async () => {
      const { folder: at, setup } = get().evaluate;
      const folder = picked;
      if (at.phase !== "ready" || folder === null || isBusy()) return;
      if (setup.methods.length === 0 || setup.retentions.length === 0) return;
      const benchmark = BENCHMARKS[at.benchmark];
      const videos = chosenVideos(at.found.samples, setup.limit);
      const modelId = setup.modelId ?? selectModelInfo(get())?.id ?? (await models.ensure()).id;
      const head: EvaluationHead = {
        id: crypto.randomUUID(),
        benchmark: benchmark.id,
        folderName: folder.name,
        handle: folder.handle,
        protocol: setup.protocol,
        hasSubtitles: setup.hasSubtitles && benchmark.hasSubtitles,
        frames: benchmark.frames,
        modelId,
        family: "",
        digests: {
          model: await digestOfModel(modelId),
          data: await digestOf(folder, at.found.files),
        },
        methods: setup.methods,
        retentions: setup.retentions,
        limit: setup.limit,
        remarks: at.found.remarks,
        startedMs: Date.now(),
        askedMs: Date.now(),
        samples: samplesOf(videos).length,
        videos: videos.length,
        asked: 0,
        score: { right: 0, n: 0, failed: 0 },
        answerMs: null,
        madeWith: [],
      };
      const evaluation: Evaluation = {
        head,
        phase: "running",
        error: null,
        videos,
        records: [],
        waiting: null,
        restMs: null,
      };
      change({ kept: [head, ...(get().evaluate.kept ?? [])] });
      // Where nothing can be kept, the first answer says so.
      await kept.writeHead(head).catch(() => undefined);
      await run(evaluation, folder, false);
    },
    goOnWithEvaluation: async ({ isRetrying, source }) => {
      const { shown } = get().evaluate;
      if (shown === null || isBusy()) return;
      change({ shown: { ...shown, error: null, waiting: { kind: "folder" } } });
      try {
        const folder = await folderOf(shown.head, source);
        const { found, benchmark } = await readFolder(folder, shown.head.benchmark);
        const data = await digestOf(folder, found.files);
        if (data !== shown.head.digests.data) throw otherData(folder.name, benchmark.name);
        const videos = chosenVideos(found.samples, shown.head.limit);
        const head = { ...shown.head, handle: folder.handle };
        await run({ ...shown, head, videos, waiting: null }, folder, isRetrying);
      } catch (thrown) {
        const { shown: now } = get().evaluate;
        if (now?.head.id !== shown.head.id) return;
        change({ shown: { ...now, waiting: null, error: toPlainError(thrown) } });
      }
    },
    showEvaluation: async (id) => {
      const { kept: heads, shown, runningId } = get().evaluate;
      if (id === null || shown?.head.id === id) return change(id === null ? { shown: null } : {});
      const head = heads?.find((one) => one.id === id);
      if (head === undefined) return;
      const samples = await kept.samples(id);
      change({
        shown: {
          head,
          phase: runningId === id ? "running" : isComplete(head) ? "done" : "interrupted",
          error: null,
          videos: videosOf(samples),
          records: samples,
          waiting: null,
          restMs: null,
        },
      });
    },
    removeEvaluation: async (id) => {
      const { kept: heads, shown, runningId } = get().evaluate;
      if (runningId === id) return;
      change({
        kept: heads?.filter((one) => one.id !== id) ?? null,
        ...(shown?.head.id === id && { shown: null }),
      });
      await kept.remove(id);
    },
  };

  function chosenVideos(
    samples: Parameters<typeof chooseSamples>[0],
    limit: number | null,
  ): VideoSamples[] {
    return chooseSamples(samples, { tasks: null, limit, shard: WHOLE });
  }

  /** Returns the folder of an evaluation; the browser may ask for permission. */
  async function folderOf(
    { handle, folderName }: EvaluationHead,
    source: PickedSource | undefined,
  ): Promise<PickedFolder> {
    if (source !== undefined) return openPickedFolder(source);
    if (handle === null) {
      if (picked?.name === folderName) return picked;
      throw notHere(folderName);
    }
    const permission = await (handle as AskableHandle).requestPermission({ mode: "read" });
    if (permission !== "granted") throw refused(folderName);
    return openPickedFolder({ kind: "handle", handle });
  }

  /** The files of a model that was downloaded have digests; those of the page's own come with the page. */
  async function digestOfModel(id: string): Promise<string | null> {
    const stored = storedModel(get().models.stored, id);
    const entry = findModel(id);
    if (stored === null || entry === null) return null;
    const [precision] = storedPrecisions(entry, stored);
    if (precision === undefined) return null;
    const paths = new Set(pathsOf(entry, stored, precision));
    return modelDigestOf(stored.files.filter(({ path }) => paths.has(path)));
  }
}

const notHere = (name: string): AppError =>
  new AppError(
    "evaluation-folder",
    `The folder "${name}" has to be chosen again: this browser keeps none between visits.`,
    "Choose it, and the evaluation goes on where it stopped.",
  );

const refused = (name: string): AppError =>
  new AppError(
    "evaluation-folder",
    `The folder "${name}" was not opened, because the browser may not read it.`,
    "Go on again and allow the page to see it, or choose the folder again.",
  );

const otherData = (folder: string, benchmark: string): AppError =>
  new AppError(
    "evaluation-data",
    `The questions of ${benchmark} in "${folder}" are not those that this evaluation began with.`,
    "Choose the folder with the same files, or begin another evaluation.",
  );

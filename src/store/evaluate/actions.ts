// What the reader does with evaluations. Loaded when Evaluate is first shown.

import { AppError, toPlainError } from "../../base/errors.ts";
import type { Sample } from "../../benchmarks/benchmark.ts";
import { chooseSamples, type VideoSamples } from "../../evaluation/choose-samples.ts";
import { digestOfFiles } from "../../evaluation/digest.ts";
import type { ModelLoader } from "../models/loading.ts";
import { selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import { readAnswers, withAnswers } from "./answers-file.ts";
import { isComplete, partsIn, videosOf } from "./evaluation.ts";
import { busy, createEvaluator, unkept, type Work } from "./evaluator.ts";
import { newEvaluation } from "./new-evaluation.ts";
import { createKeptEvaluations } from "./kept-evaluations.ts";
import { createOtherTabs } from "./other-tabs.ts";
import { askToRead } from "./permission.ts";
import { openPickedFolder, type PickedFolder } from "./picked-folder.ts";
import { readFolder } from "./read-folder.ts";
import { stayAwake } from "../session/stay-awake.ts";
import type {
  EvaluateActions,
  EvaluateState,
  Evaluation,
  EvaluationHead,
  KeptSample,
  PickedSource,
} from "./types.ts";

interface Around {
  readonly models: Pick<ModelLoader, "ensure" | "lend">;
  readonly isBusy: () => boolean;
  readonly runAlone: (job: (signal: AbortSignal) => Promise<void>) => Promise<void>;
}

export function createEvaluateActions(
  context: SessionContext,
  { models, isBusy, runAlone }: Around,
): EvaluateActions {
  const { env, get, set } = context;
  const kept = createKeptEvaluations(env.kept);
  const tabs = createOtherTabs(() => void hearOthers());
  const evaluator = createEvaluator(context, models, kept, tabs);
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

  /** Prepares and asks an evaluation alone, so that a second press begins no second one. */
  const runAs = (id: string, job: (signal: AbortSignal) => Promise<void>): Promise<void> =>
    runAlone(async (signal) => {
      change({ runningId: id });
      const rest = stayAwake((isAwake) => change({ isAwake }));
      try {
        await job(signal);
      } finally {
        rest();
        change({ runningId: null, isAwake: null });
      }
    });
  /** Asks what is left, with the evaluation on show from the beginning. */
  const ask = (evaluation: Evaluation, how: Omit<Work, "videos">): Promise<void> => {
    change({ shown: { ...evaluation, phase: "running", error: null } });
    return evaluator.run(evaluation, { ...how, videos: evaluation.videos });
  };

  const refreshEvaluations = async (): Promise<void> => {
    // A browser that keeps nothing for this page has none.
    const [list, atWork] = await Promise.all([kept.list().catch(() => []), tabs.atWork()]);
    const { runningId } = get().evaluate;
    change({ kept: list, elsewhereIds: atWork.filter((id) => id !== runningId) });
  };

  /** Shows what another tab has asked; one that was deleted there stays on show until it is left. */
  const hearOthers = async (): Promise<void> => {
    await refreshEvaluations();
    const { shown, runningId, elsewhereIds, kept: heads } = get().evaluate;
    const head = heads?.find(({ id }) => id === shown?.head.id);
    if (shown === null || head === undefined || shown.waiting !== null || head.id === runningId)
      return;
    const records = await kept.samples(head.id);
    if (get().evaluate.shown !== shown) return;
    const isOver = shown.error?.code === "evaluation-busy" && !elsewhereIds.includes(head.id);
    change({ shown: { ...shown, ...asKept(head, records), ...(isOver && { error: null }) } });
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
      const id = crypto.randomUUID();
      await runAs(id, async (signal) => {
        const modelId = setup.modelId ?? selectModelInfo(get())?.id ?? (await models.ensure()).id;
        const evaluation = await newEvaluation(get(), { id, at, folder, setup, modelId });
        const { head } = evaluation;
        change({ kept: [head, ...(get().evaluate.kept ?? [])] });
        // Where nothing can be kept, the first answer says so.
        await kept.writeHead(head).catch(() => undefined);
        await ask(evaluation, { folder, isRetrying: false, isNew: true, signal });
      });
    },
    goOnWithEvaluation: async ({ isRetrying, source }) => {
      const { shown } = get().evaluate;
      if (shown === null || shown.waiting !== null || isBusy()) return;
      change({ shown: { ...shown, error: null, waiting: { kind: "folder" } } });
      try {
        const folder = await folderOf(shown.head, source);
        const { found, benchmark } = await readFolder(folder, shown.head.benchmark);
        const data = await digestOfFiles(folder, found.files);
        if (data !== shown.head.digests.data) throw otherData(folder.name, benchmark.name);
        const videos = chosenVideos(found.samples, shown.head);
        const head = { ...shown.head, handle: folder.handle };
        await runAs(head.id, (signal) =>
          ask(
            { ...shown, head, videos, waiting: null },
            { folder, isRetrying, isNew: false, signal },
          ),
        );
      } catch (thrown) {
        const { shown: now } = get().evaluate;
        if (now?.head.id !== shown.head.id) return;
        change({ shown: { ...now, waiting: null, error: toPlainError(thrown) } });
      }
    },
    addAnswers: async (file) => {
      const { shown } = get().evaluate;
      if (shown === null || shown.phase === "running") return;
      const { id } = shown.head;
      /** Shows it where it is still on show. */
      const tell = (part: Partial<Evaluation>): void => {
        const { shown: now } = get().evaluate;
        if (now?.head.id === id) change({ shown: { ...now, ...part } });
      };
      try {
        const other = readAnswers(await file.text());
        const isMine = await tabs.alone(id, async () => {
          const head = (await kept.head(id)) ?? shown.head;
          const before = await kept.samples(id);
          const all = withAnswers({ head, samples: before }, other);
          const known = new Map(before.map((one) => [one.index, JSON.stringify(one)]));
          for (const one of all.samples) {
            if (known.get(one.index) !== JSON.stringify(one)) await kept.writeSample(id, one);
          }
          await kept.writeHead(all.head);
          tell({ ...asKept(all.head, all.samples), error: null });
        });
        if (!isMine) throw busy();
        await refreshEvaluations();
        tabs.tell();
      } catch (thrown) {
        const isOurs = thrown instanceof AppError;
        tell({ error: toPlainError(isOurs ? thrown : unkept(thrown)) });
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
          ...asKept(head, samples),
          ...(runningId === id && { phase: "running" }),
          error: null,
          waiting: null,
          restMs: null,
        },
      });
    },
    removeEvaluation: async (id) => {
      const { kept: heads, shown, runningId } = get().evaluate;
      if (runningId === id) return;
      const isDeleted = await tabs.alone(id, async () => {
        change({
          kept: heads?.filter((one) => one.id !== id) ?? null,
          ...(shown?.head.id === id && { shown: null }),
        });
        await kept.remove(id);
      });
      if (isDeleted) tabs.tell();
      else await refreshEvaluations();
    },
  };

  /** Returns what an evaluation asks, of the parts that it has. */
  function chosenVideos(samples: readonly Sample[], head: EvaluationHead): VideoSamples[] {
    const { of, parts } = partsIn(head);
    const { limit } = head;
    return parts.flatMap(({ part }) =>
      chooseSamples(samples, { tasks: null, limit, shard: { part, of } }),
    );
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
    await askToRead(handle);
    return openPickedFolder({ kind: "handle", handle });
  }
}

const asKept = (
  head: EvaluationHead,
  samples: readonly KeptSample[],
): Pick<Evaluation, "head" | "phase" | "videos" | "records"> => ({
  head,
  phase: isComplete(head) ? "done" : "interrupted",
  videos: videosOf(samples),
  records: samples,
});

const notHere = (name: string): AppError =>
  new AppError(
    "evaluation-folder",
    `The folder "${name}" has to be chosen again: this browser keeps none between visits.`,
    "Choose it, and the evaluation goes on where it stopped.",
  );

const otherData = (folder: string, benchmark: string): AppError =>
  new AppError(
    "evaluation-data",
    `The questions of ${benchmark} in "${folder}" are not those that this evaluation began with.`,
    "Choose the folder with the same files, or begin another evaluation.",
  );

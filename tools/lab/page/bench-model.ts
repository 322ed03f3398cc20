// Measures a model of the catalogue through the store and onto the GPU. This is the page's part; the model runs in a
// worker of its own, as in the engine.

import { must } from "../../../src/base/assert.ts";
import { fromPlainError, type PlainError } from "../../../src/base/errors.ts";
import { createWeights } from "../../../src/engine/weights-client.ts";
import { downloadRequest, findModel } from "../../../src/model/catalogue/models.ts";
import type { DownloadRequest, Weights } from "../../../src/model/weights/api.ts";
import { sampleClip } from "../../world/index.ts";
import type {
  LoadTimes,
  ModelRun,
  PrefillArgs,
  PrefillTimes,
  VideoTimes,
} from "./bench-model-run.ts";
import { drawClipFile } from "./draw-clip.ts";
import { note } from "./note.ts";

/** An entry of the catalogue and one of its precisions. */
interface ModelChoice {
  readonly repo: string;
  readonly precision: string;
}

export interface FetchTimes {
  readonly ms: number;
  /** The bytes of all files on the disk. */
  readonly bytes: number;
}

export type FromModelWorker =
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "done"; readonly value: unknown }
  | { readonly kind: "failed"; readonly error: PlainError };

interface Workers {
  readonly weights: Weights;
  readonly model: Worker;
}

const CLIP_SEED = 32_000;

let workers: Workers | undefined;

/** Starts the workers, so that the heap can be read before anything is on it. */
export async function benchModelStart(): Promise<null> {
  workers = {
    weights: createWeights(),
    model: new Worker(new URL("./bench-model.worker.ts", import.meta.url), {
      type: "module",
      name: "framewise-bench-model",
    }),
  };
  await workers.weights.list(); // answers when its worker is ready
  return null;
}

const started = (): Workers => must(workers, "workers of benchModelStart");

export async function benchModelFetch({
  repo,
  precision,
  hubUrl,
}: ModelChoice & { readonly hubUrl: string }): Promise<FetchTimes> {
  const startMs = performance.now();
  const { bytes } = await started().weights.download(
    requestOf(repo, precision),
    { baseUrl: hubUrl, token: null },
    { onProgress: () => note("") },
  );
  return { ms: performance.now() - startMs, bytes };
}

export async function benchModelLoad({
  repo,
  precision,
  isTested,
}: ModelChoice & { readonly isTested: boolean }): Promise<LoadTimes> {
  const startMs = performance.timeOrigin + performance.now();
  const files = await started().weights.open(repo);
  const { endMs, ...times } = await inWorker("load", { repo, precision, isTested, files });
  return { ...times, ms: endMs - startMs };
}

export async function benchModelVideo({
  frames,
  steps,
}: {
  readonly frames: number;
  readonly steps: number;
}): Promise<VideoTimes> {
  const file = await drawClipFile(sampleClip(CLIP_SEED, { frames }));
  return inWorker("video", { file, frames, steps });
}

export const benchModelPrefill = (args: PrefillArgs): Promise<PrefillTimes> =>
  inWorker("prefill", args);

function requestOf(repo: string, precision: string): DownloadRequest {
  const entry = must(findModel(repo), repo);
  const found = entry.precisions.find(({ id }) => id === precision);
  return downloadRequest(entry, must(found, `${precision} of ${repo}`));
}

/** Makes one call to the worker at a time. */
function inWorker<Name extends keyof ModelRun>(
  name: Name,
  args: Parameters<ModelRun[Name]>[0],
): Promise<Awaited<ReturnType<ModelRun[Name]>>> {
  const { model } = started();
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const end = (settle: () => void): void => {
      over.abort();
      settle();
    };
    const { signal } = over;
    model.addEventListener(
      "message",
      ({ data }: MessageEvent<FromModelWorker>) => {
        if (data.kind === "note") note(data.text);
        else if (data.kind === "failed") end(() => reject(fromPlainError(data.error)));
        else end(() => resolve(data.value as Awaited<ReturnType<ModelRun[Name]>>));
      },
      { signal },
    );
    model.addEventListener(
      "error",
      ({ message }) => end(() => reject(new Error(`The bench's worker stopped: ${message}`))),
      { signal },
    );
    model.postMessage({ name, args });
  });
}

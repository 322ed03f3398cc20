// The engine's one long-lived object, in the worker: owns the device, the model, the open videos and their
// plans. Calls that use the model run one after the other; plans are made at once, so that a slider never waits.

import { AppError, toPlainError } from "../base/errors.ts";
import { openGpu, type Gpu } from "../gpu/device.ts";
import { tensorFrom } from "../gpu/tensor.ts";
import type { ModelSource } from "../model/folder.ts";
import type { GraphRuntime } from "../model/graph.ts";
import { createCompressor, type Compressor } from "../compression/plan.ts";
import {
  NO_OWNER,
  nothingCached,
  type CachedPrefix,
  type CacheOwner,
} from "../pipeline/cache-owner.ts";
import { loadModel, type LoadOptions } from "../pipeline/load-model.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { EngineCounters, EngineEvent, ModelInfo, Plan, Video } from "./api.ts";
import { askOnce, type KeptDistributions } from "./ask.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import { createLongVideos, type LongCalls } from "./long-videos.ts";
import { modelInfo } from "./model-info.ts";
import { createPlanner, type Planner } from "./planner.ts";
import type { Calls, Note } from "./protocol.ts";
import { isDeviceLost, untilLost } from "./recovery.ts";
import { createVideos, type OpenVideo } from "./videos.ts";

type Tell = (note: Note) => void;

/** The model that was asked for last and could be loaded. */
interface Wanted {
  readonly source: ModelSource;
  readonly runtime: GraphRuntime;
}

/** What belongs to one device and dies with it. */
export interface Workbench {
  readonly gpu: Gpu;
  readonly compressor: Compressor;
  readonly planner: Planner;
  readonly distributions: KeptDistributions;
  model: LoadedModel | null;
  readonly prefix: CachedPrefix;
}

export interface Session extends LongCalls {
  loadModel(args: Calls["loadModel"], signal: AbortSignal, tell: Tell): Promise<ModelInfo>;
  unloadModel(): Promise<void>;
  openVideo(args: Calls["openVideo"], signal: AbortSignal, tell: Tell): Promise<Video>;
  plan(args: Calls["plan"]): Promise<Plan>;
  ask(args: Calls["ask"], signal: AbortSignal, tell: Tell): Promise<unknown>;
  closeVideo(args: Calls["closeVideo"]): Promise<void>;
  score(args: Calls["score"]): Promise<Plan>;
  counters(): Promise<EngineCounters>;
  loseDevice(): Promise<void>;
}

/** Of a model that is let go before the next one is loaded: two of them would crowd a GPU. */
const LARGE_BYTES = 2 ** 28;

export function createSession(emit: (event: EngineEvent) => void): Session {
  let bench: Promise<Workbench> | null = null;
  let wanted: Wanted | null = null;
  let current: Workbench | null = null;
  const videos = createVideos((videoId, tokens) => current?.planner.forget(videoId, tokens));
  let tail: Promise<unknown> = Promise.resolve();

  /** A device, and on it the model that was loaded last, if any. */
  const openBench = async (): Promise<Workbench> => {
    const gpu = await openGpu();
    emit({ kind: "adapter", adapter: gpu.facts });
    const compressor = createCompressor(gpu);
    const opened: Workbench = {
      gpu,
      compressor,
      planner: createPlanner(compressor),
      distributions: new Map(),
      model: null,
      prefix: nothingCached(),
    };
    current = opened;
    void gpu.lost.then(({ message }) => {
      emit({ kind: "device-lost", reason: message });
      // Nobody may be asking; the next question should not have to wait for this.
      queued(undefined, () => recover(opened)).catch(() => undefined);
    });
    if (wanted !== null) await untilLost(gpu, loadAgain(opened, wanted));
    return opened;
  };

  const load = (
    { gpu }: Workbench,
    { source, runtime }: Wanted,
    options: Partial<LoadOptions> = {},
  ): Promise<LoadedModel> =>
    loadModel(gpu, source, {
      ...options,
      runtime,
      onFallback: (fallback) => emit({ kind: "model-fallback", ...fallback }),
    });

  const loadAgain = async (workbench: Workbench, model: Wanted): Promise<void> => {
    emit({ kind: "recovering", step: "loading the model again" });
    workbench.model = await load(workbench, model);
  };

  const long = createLongVideos(
    (signal, work) =>
      queued(signal, () =>
        onBench(async (workbench) => {
          const { gpu, compressor, prefix } = workbench;
          return work({ gpu, compressor, prefix, model: await needModel(workbench) });
        }),
      ),
    (work, isClosed) =>
      queued(undefined, async () => {
        await work();
        forgetPrefix(isClosed);
      }),
  );

  /** What the cache held of a video that was closed is forgotten; with nothing left in it, its memory goes back. */
  const forgetPrefix = (isClosed: (owner: CacheOwner) => boolean): void => {
    if (current === null) return;
    const { prefix, model } = current;
    if (isClosed(prefix.owner)) prefix.owner = NO_OWNER;
    if (prefix.owner.kind === "none") model?.decoder.cache.release();
  };

  /** Everything that was made with the model goes with it. */
  const letGo = async (workbench: Workbench): Promise<void> => {
    const { model, distributions, prefix } = workbench;
    workbench.model = null;
    prefix.owner = NO_OWNER;
    videos.forgetEncoded();
    await long.detach();
    for (const logits of distributions.values()) logits.destroy();
    distributions.clear();
    await model?.release();
  };

  const ready = (): Promise<Workbench> => {
    bench ??= openBench().catch((thrown: unknown) => {
      bench = current = null; // a later call tries again
      throw thrown;
    });
    return bench;
  };

  let recovering: Promise<void> | null = null;

  /** A new device, the same model; once for each lost bench. Videos are encoded again when next used. */
  const recover = (lost: Workbench): Promise<void> => {
    if (current !== lost) return recovering ?? Promise.resolve();
    recovering = (async () => {
      emit({ kind: "recovering", step: "opening the graphics device again" });
      videos.forgetEncoded();
      void long.detach().catch(() => undefined); // what was on the lost device may never answer
      bench = current = null;
      try {
        await ready();
        emit({ kind: "recovered" });
      } catch (failure) {
        emit({ kind: "failed", error: toPlainError(failure) });
        throw failure;
      }
    })();
    return recovering;
  };

  /** Runs `work` on the bench; when the device is lost meanwhile, recovers and runs it once more. */
  const onBench = async <T>(work: (bench: Workbench) => Promise<T>): Promise<T> => {
    const first = await ready();
    try {
      return await untilLost(first.gpu, work(first));
    } catch (thrown) {
      if (!isDeviceLost(thrown)) throw thrown;
      await recover(first);
      const second = await ready();
      return untilLost(second.gpu, work(second));
    }
  };

  const queued = <T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> => {
    const result = tail.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    tail = result.catch(() => undefined);
    return result;
  };

  /** The model; one that was unloaded comes back. */
  const needModel = async (workbench: Workbench): Promise<LoadedModel> => {
    if (workbench.model === null && wanted !== null) {
      await loadAgain(workbench, wanted);
      emit({ kind: "recovered" });
    }
    if (workbench.model !== null) return workbench.model;
    throw new AppError("no-model", "No model is loaded.", "Load a model first.");
  };

  const encoded = async (
    workbench: Workbench,
    video: OpenVideo,
    signal?: AbortSignal,
    tell?: Tell,
  ): ReturnType<typeof videos.encode> => {
    const model = await needModel(workbench);
    const isAgain = video.encoded === null && tell === undefined;
    if (isAgain) emit({ kind: "recovering", step: "reading the video again" });
    const tokens = await videos.encode(workbench.gpu, model, video, signal, tell);
    if (isAgain) emit({ kind: "recovered" });
    return tokens;
  };

  const makePlan = (args: Calls["plan"]): Promise<Plan> =>
    onBench(async (workbench) => {
      const video = videos.get(args.videoId);
      const tokens = await encoded(workbench, video);
      const model = await needModel(workbench);
      const { plan } = await workbench.planner.plan(video.id, tokens, args.request, model);
      return plan;
    });

  return {
    loadModel: ({ source, runtime }, signal, tell) =>
      queued(signal, () =>
        onBench(async (workbench) => {
          // The old model goes when the new one stands. A large one goes before; should the new one then fail, the old
          // one comes back with the next question.
          if ((workbench.model?.bytes ?? 0) > LARGE_BYTES) await letGo(workbench);
          const model = await load(
            workbench,
            { source, runtime },
            { signal, onProgress: (progress) => tell({ kind: "load", progress }) },
          );
          await letGo(workbench);
          workbench.model = model;
          wanted = { source, runtime };
          return modelInfo(model);
        }),
      ),
    unloadModel: () =>
      queued(undefined, async () => {
        const workbench = await bench;
        if (workbench !== null && workbench !== undefined) await letGo(workbench);
      }),
    openVideo: ({ file, name, looking }, signal, tell) =>
      queued(signal, () => {
        const video = videos.add(file, name, looking);
        return onBench(async (workbench) => {
          await encoded(workbench, video, signal, tell);
          return videos.describe(video);
        }).catch((thrown: unknown) => {
          videos.remove(video.id);
          throw thrown;
        });
      }),
    plan: (args) => {
      const video = videos.get(args.videoId);
      // Only a video that has to be encoded again needs its turn at the model.
      return video.encoded === null ? queued(undefined, () => makePlan(args)) : makePlan(args);
    },
    ask: (args, signal, tell) => {
      const askedMs = performance.now();
      const pieces = createFreshPieces((text) => tell({ kind: "piece", text }));
      return queued(signal, () =>
        onBench(async (workbench) => {
          const video = videos.get(args.videoId);
          const tokens = await encoded(workbench, video);
          const onPiece = pieces.begin();
          return askOnce(workbench, await needModel(workbench), video.id, tokens, args, {
            signal,
            askedMs,
            onPiece,
          });
        }),
      );
    },
    closeVideo: ({ videoId }) =>
      queued(undefined, () => {
        videos.remove(videoId);
        forgetPrefix((owner) => owner.kind === "frames" && owner.videoId === videoId);
        return Promise.resolve();
      }),
    ...long.calls,
    score: ({ features, dims, request }) =>
      onBench(async ({ gpu, planner }) => {
        const tokens = tensorFrom(gpu, new Float32Array(features), dims, "lab/features");
        try {
          return await planner.score(tokens, request);
        } finally {
          tokens.destroy();
        }
      }),
    counters: async () => {
      const { gpu } = await ready();
      await gpu.device.queue.onSubmittedWorkDone();
      return { liveBuffers: gpu.ledger.liveBuffers, liveBufferBytes: gpu.ledger.liveBytes };
    },
    loseDevice: async () => {
      const { gpu } = await ready();
      gpu.destroy();
      await gpu.lost;
    },
  };
}

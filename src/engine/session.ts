// The engine's one long-lived object, in the worker: owns the device, the model, the open videos and their
// plans. Calls that use the model run one after the other; plans are made at once, so that a slider never waits.

import { AppError, toPlainError } from "../base/errors.ts";
import { openGpu } from "../gpu/device.ts";
import { tensorFrom } from "../gpu/tensor.ts";
import { openVideo } from "../media/open-video.ts";
import type { ModelSource } from "../model/folder.ts";
import type { GraphRuntime } from "../model/graph.ts";
import { createCompressor } from "../compression/plan.ts";
import { NO_OWNER, nothingCached, type CacheOwner } from "../pipeline/cache-owner.ts";
import { loadModel, type LoadOptions } from "../pipeline/load-model.ts";
import { streamOf } from "../base/stream.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { AnswerReport, EngineEvent, Plan, PlanRequest, Video } from "./api.ts";
import { askOnce } from "./ask.ts";
import type { EngineService } from "./calls.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import { createLongVideos } from "./long-videos.ts";
import { modelInfo } from "./model-info.ts";
import { createPlanner } from "./planner.ts";
import { isDeviceLost, untilLost } from "./recovery.ts";
import { nameOf, type Workbench } from "./turn.ts";
import { createVideos, type OpenVideo, type OpeningEvents } from "./videos.ts";

/** The model that was asked for last and could be loaded. */
interface Wanted {
  readonly source: ModelSource;
  readonly runtime: GraphRuntime;
}

/** Of a model that is let go before the next one is loaded: two of them would crowd a GPU. */
const LARGE_BYTES = 2 ** 28;

export function createSession(emit: (event: EngineEvent) => void): EngineService {
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
          return work({ ...workbench, model: await needModel(workbench) });
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
    opening?: OpeningEvents,
  ): ReturnType<typeof videos.encode> => {
    const model = await needModel(workbench);
    const isAgain = video.encoded === null && opening === undefined;
    if (isAgain) emit({ kind: "recovering", step: "reading the video again" });
    const tokens = await videos.encode(workbench.gpu, model, video, opening);
    if (isAgain) emit({ kind: "recovered" });
    return tokens;
  };

  const makePlan = (videoId: number, request: PlanRequest): Promise<Plan> =>
    onBench(async (workbench) => {
      const video = videos.get(videoId);
      const tokens = await encoded(workbench, video);
      const model = await needModel(workbench);
      const { plan } = await workbench.planner.plan(video.id, tokens, request, model);
      return plan;
    });

  return {
    loadModel: (source, { runtime = "webgpu", onProgress, signal } = {}) =>
      queued(signal, () =>
        onBench(async (workbench) => {
          // The old model goes when the new one stands. A large one goes before; should the new one then fail, the old
          // one comes back with the next question.
          if ((workbench.model?.bytes ?? 0) > LARGE_BYTES) await letGo(workbench);
          const model = await load(workbench, { source, runtime }, { signal, onProgress });
          await letGo(workbench);
          workbench.model = model;
          wanted = { source, runtime };
          return modelInfo(model, workbench.gpu);
        }),
      ),
    unloadModel: () =>
      queued(undefined, async () => {
        const workbench = await bench;
        if (workbench !== null && workbench !== undefined) await letGo(workbench);
      }),
    async inspect(file, { name = nameOf(file), signal } = {}) {
      const opened = await openVideo(file, { name, ...(signal !== undefined && { signal }) });
      opened.close();
      return opened.facts;
    },
    openVideo: (file, { name = nameOf(file), signal, ...options } = {}) =>
      queued(signal, () => {
        const { frames, spread, stepTokens, ...events } = options;
        const video = videos.add(file, name, { frames, spread, stepTokens });
        return onBench(async (workbench): Promise<Video> => {
          await encoded(workbench, video, { ...events, signal });
          return videos.describe(video);
        }).catch((thrown: unknown) => {
          videos.remove(video.id);
          throw thrown;
        });
      }),
    async plan({ id }, request) {
      // Only a video that has to be encoded again needs its turn at the model.
      return videos.get(id).encoded === null
        ? queued(undefined, () => makePlan(id, request))
        : makePlan(id, request);
    },
    ask({ id }, question, options = {}) {
      const askedMs = performance.now();
      return streamOf<string, AnswerReport>((push, signal) => {
        const pieces = createFreshPieces(push);
        return queued(signal, () =>
          onBench(async (workbench) => {
            const video = videos.get(id);
            const tokens = await encoded(workbench, video);
            const onPiece = pieces.begin();
            const model = await needModel(workbench);
            const context = { signal, askedMs, onPiece };
            return askOnce(workbench, model, { videoId: id, tokens, question, options }, context);
          }),
        );
      }, options.signal);
    },
    closeVideo: ({ id }) =>
      queued(undefined, () => {
        videos.remove(id);
        forgetPrefix((owner) => owner.kind === "frames" && owner.videoId === id);
        return Promise.resolve();
      }),
    ...long.calls,
    score: (features, dims, request) =>
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

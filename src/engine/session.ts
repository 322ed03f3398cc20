// The engine's one long-lived object, in the worker: it owns the device, the model, the open videos and their plans.
// Calls that use the model run one after the other; plans are made at once, so that a slider never waits.

import { AppError, toPlainError } from "../base/errors.ts";
import { streamOf } from "../base/stream.ts";
import { createCompressor } from "../compression/plan.ts";
import { openGpu } from "../gpu/device.ts";
import { tensorFrom } from "../gpu/tensor.ts";
import { openVideo } from "../media/open-video.ts";
import { closeSource, maxSidePx, type VideoSource } from "../media/video-source.ts";
import type { ModelSource } from "../model/folder.ts";
import type { GraphRuntime } from "../model/graph.ts";
import { NO_OWNER, nothingCached } from "../pipeline/cache-owner.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import { loadModel, type LoadOptions } from "../pipeline/load-model.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type {
  Answer,
  AskOptions,
  EngineEvent,
  FramesVideo,
  OpenFramesOptions,
  OpenWholeOptions,
  ReadReport,
} from "./api.ts";
import { askFrames, askWhole, forgetReference } from "./ask.ts";
import type { EngineService } from "./calls.ts";
import { createFreshPieces } from "./fresh-pieces.ts";
import { modelInfo } from "./model-info.ts";
import { describeFrames, encodedFrames, forgetTokens, type HeldFrames } from "./held-frames.ts";
import { checkRead } from "./held-whole.ts";
import { createPlanner } from "./planner.ts";
import { isDeviceLost, untilLost } from "./recovery.ts";
import type { InTurn, Workbench } from "./turn.ts";
import { createVideos, type HeldVideo } from "./videos.ts";
import { createWholeCalls } from "./whole-videos.ts";

/** The model that was asked for last and could be loaded. */
interface Wanted {
  readonly source: ModelSource;
  readonly runtime: GraphRuntime;
}

/** A model of this size is freed before the next one is loaded, because a GPU may not hold both. */
const LARGE_BYTES = 2 ** 28;

export function createSession(emit: (event: EngineEvent) => void): EngineService {
  let bench: Promise<Workbench> | null = null;
  let wanted: Wanted | null = null;
  let current: Workbench | null = null;
  const videos = createVideos();
  let tail: Promise<unknown> = Promise.resolve();

  /** Opens a device, with the model that was loaded last, if any. */
  const openBench = async (): Promise<Workbench> => {
    const gpu = await openGpu();
    emit({ kind: "adapter", adapter: gpu.facts });
    const compressor = createCompressor(gpu);
    const opened: Workbench = {
      gpu,
      compressor,
      planner: createPlanner(gpu, compressor),
      references: new Map(),
      model: null,
      prefix: nothingCached(),
    };
    current = opened;
    void gpu.lost.then(({ message }) => {
      emit({ kind: "device-lost", reason: message });
      // Recovers even when nothing is being asked, so that the next question does not have to wait.
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

  const inTurn: InTurn = (signal, work) =>
    queued(signal, () =>
      onBench(async (workbench) => work({ ...workbench, model: await needModel(workbench) })),
    );

  /** Frees all that was made with a model, or on a device, that is gone. */
  const forgetMade = (): Promise<unknown> => {
    const detached: Promise<void>[] = [];
    for (const video of videos.all()) {
      if (video.kind === "frames") forgetTokens(video, current?.planner);
      else detached.push(video.reading.detach());
    }
    return Promise.all(detached);
  };

  /** Closes a video once; a closed one stays closed. */
  const close = (video: HeldVideo): Promise<void> =>
    queued(undefined, async () => {
      if (videos.find(video.id) === undefined) return;
      videos.remove(video.id);
      if (video.kind === "frames") forgetTokens(video, current?.planner);
      else {
        await video.reading.detach();
        await video.store.destroy();
      }
      forgetPrefix(video.id);
    });

  /** Forgets what the cache holds of a closed video, and frees the cache when it holds nothing else. */
  const forgetPrefix = (videoId: number): void => {
    if (current === null) return;
    const { prefix, model } = current;
    if (prefix.owner.kind !== "none" && prefix.owner.videoId === videoId) prefix.owner = NO_OWNER;
    if (prefix.owner.kind === "none") model?.decoder.cache.release();
  };

  /** Frees the model and everything that was made with it. */
  const releaseModel = async (workbench: Workbench): Promise<void> => {
    const { model, references, prefix } = workbench;
    workbench.model = null;
    prefix.owner = NO_OWNER;
    await forgetMade();
    for (const reference of references.values()) reference.destroy();
    references.clear();
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

  /** Opens a new device with the same model, once for each lost bench. Videos are encoded again when next used. */
  const recover = (lost: Workbench): Promise<void> => {
    if (current !== lost) return recovering ?? Promise.resolve();
    recovering = (async () => {
      emit({ kind: "recovering", step: "opening the graphics device again" });
      void forgetMade().catch(() => undefined); // buffers of a lost device may never answer
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

  /** Returns the model, and loads it again if it was unloaded. */
  const needModel = async (workbench: Workbench): Promise<LoadedModel> => {
    if (workbench.model === null && wanted !== null) {
      await loadAgain(workbench, wanted);
      emit({ kind: "recovered" });
    }
    if (workbench.model !== null) return workbench.model;
    throw new AppError("no-model", "No model is loaded.", "Load a model first.");
  };

  /** Returns the tokens of a video, and makes them again if they were freed with their model or device. */
  const encodedAgain = async (
    workbench: Workbench,
    model: LoadedModel,
    video: HeldFrames,
  ): Promise<EncodedVideo> => {
    if (video.encoded !== null) return video.encoded;
    emit({ kind: "recovering", step: "reading the video again" });
    const tokens = await encodedFrames(workbench, model, video);
    emit({ kind: "recovered" });
    return tokens;
  };

  /** Calls `work` with the video's tokens. Only one that must be encoded again has to wait for its turn at the model. */
  const withTokens = <T>(
    id: number,
    work: (bench: Workbench, model: LoadedModel, tokens: EncodedVideo) => Promise<T>,
  ): Promise<T> => {
    const begin = () =>
      onBench(async (workbench) => {
        const model = await needModel(workbench);
        return work(workbench, model, await encodedAgain(workbench, model, videos.frames(id)));
      });
    return videos.frames(id).encoded === null ? queued(undefined, begin) : begin();
  };

  const openFrames = (
    source: VideoSource,
    { way, signal, ...events }: OpenFramesOptions,
  ): Promise<FramesVideo> => {
    const { frames, spread, stepTokens } = way ?? {};
    const looking = { frames, spread, stepTokens };
    return queued(signal, () => {
      const video = videos.add<HeldFrames>({
        kind: "frames",
        id: videos.newId(),
        source,
        looking,
        encoded: null,
      });
      return onBench(async (workbench) => {
        const model = await needModel(workbench);
        await encodedFrames(workbench, model, video, { ...events, signal });
        return describeFrames(video);
      }).catch((thrown: unknown) => {
        videos.remove(video.id);
        throw thrown;
      });
    });
  };

  const { openWhole, ...wholeCalls } = createWholeCalls(videos, inTurn, close);

  type Openable = Parameters<EngineService["open"]>[0];
  function open(file: Openable, options?: OpenFramesOptions): Promise<FramesVideo>;
  function open(file: Openable, options: OpenWholeOptions): Promise<ReadReport>;
  async function open(file: Openable, options: OpenFramesOptions | OpenWholeOptions = {}) {
    const source = file instanceof Blob ? sourceOf(file, options.name) : videos.takeFile(file.id);
    try {
      return await (isWhole(options) ? openWhole(source, options) : openFrames(source, options));
    } finally {
      closeSource(source); // where the call ended before anything was read
    }
  }

  type Ask = EngineService["ask"];
  const ask = ({ id }: { readonly id: number }, question: string, options: AskOptions = {}) => {
    const askedMs = performance.now();
    return streamOf<string, Answer>((push, signal) => {
      const pieces = createFreshPieces(push);
      return inTurn(signal, async (turn) => {
        const video = videos.get(id);
        const context = () => ({ signal, askedMs, onPiece: pieces.begin() });
        if (video.kind === "frames") {
          const tokens = await encodedAgain(turn, turn.model, video);
          return askFrames(turn, { id, tokens }, question, options, context());
        }
        checkRead(video);
        return askWhole(turn, video, question, options, context());
      });
    }, options.signal);
  };

  return {
    loadModel: (source, { runtime = "webgpu", onProgress, signal } = {}) =>
      queued(signal, () =>
        onBench(async (workbench) => {
          // The old model is freed when the new one is loaded, and a large one before that; if the new one then fails,
          // the next question loads the old one again.
          if ((workbench.model?.bytes ?? 0) > LARGE_BYTES) await releaseModel(workbench);
          const model = await load(workbench, { source, runtime }, { signal, onProgress });
          await releaseModel(workbench);
          workbench.model = model;
          wanted = { source, runtime };
          return modelInfo(model, workbench.gpu);
        }),
      ),
    unloadModel: () =>
      queued(undefined, async () => {
        const workbench = await bench;
        if (workbench !== null && workbench !== undefined) await releaseModel(workbench);
      }),
    async inspect(file, { name, signal } = {}) {
      const source = sourceOf(file, name);
      const opened = await openVideo(file, {
        name: source.name,
        signal,
        ...(current !== null && { maxSidePx: maxSidePx(current.gpu) }),
      });
      return { kind: "file", id: videos.addFile({ ...source, opened }), facts: opened.facts };
    },
    open,
    ...wholeCalls,
    async close({ id }) {
      if (videos.closeFile(id)) return;
      const video = videos.find(id);
      if (video !== undefined) await close(video);
    },
    plan: async ({ id }, request) =>
      withTokens(id, async ({ planner }, model, tokens) => {
        const { plan } = await planner.plan(id, tokens, request, model);
        return plan;
      }),
    quality: async ({ id }, request) =>
      withTokens(id, ({ planner }, model, tokens) => planner.quality(id, tokens, request, model)),
    forgetReference: (name) =>
      queued(undefined, async () => {
        const workbench = await bench;
        if (workbench !== null) forgetReference(workbench, name);
      }),
    // The id tells the video's kind, and so the kind of its answer.
    ask: ask as Ask,
    score: (features, dims, request, options) =>
      onBench(async ({ gpu, planner }) => {
        const tokens = tensorFrom(gpu, new Float32Array(features), dims, "lab/features");
        try {
          return await planner.score(tokens, request, options);
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

const isWhole = (options: OpenFramesOptions | OpenWholeOptions): options is OpenWholeOptions =>
  options.way?.kind === "whole";

const sourceOf = (file: Blob, name = file instanceof File ? file.name : "video"): VideoSource => ({
  file,
  name,
});

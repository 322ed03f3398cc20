// What the worker has for as long as it runs: the open videos, the device's and the model's lives, and the calls that
// use them. Calls that use the model run one after the other; plans are made at once, so that a slider never waits.

import { tensorFrom } from "../gpu/tensor.ts";
import type { VideoInput } from "../media/open-pictures.ts";
import { openInput } from "../media/open-input.ts";
import { readSubtitleTracks } from "../media/subtitles/read-tracks.ts";
import { closeSource, maxSidePx, type VideoSource } from "../media/video-source.ts";
import { ALL_TOKENS } from "../compression/request.ts";
import { NO_OWNER } from "../pipeline/cache-owner.ts";
import { forgetAhead, prefillAhead } from "../pipeline/video-part.ts";
import { warmUp } from "../pipeline/warm-up.ts";
import type {
  EngineEvent,
  FramesVideo,
  OpenFramesOptions,
  OpenWholeOptions,
  ReadReport,
} from "./api.ts";
import { createAsk } from "./ask.ts";
import type { EngineService } from "./calls.ts";
import { compileNoted } from "./compile-noted.ts";
import { createDeviceLife } from "./device-life.ts";
import { createFramesCalls } from "./frames-videos.ts";
import { forgetTokens } from "./held-frames.ts";
import { modelInfo } from "./model-info.ts";
import { endKeeping } from "./kept-reading.ts";
import { createModelLife } from "./model-life.ts";
import { createQueue } from "./queue.ts";
import { forgetReference } from "./references.ts";
import type { InTurn, Workbench } from "./turn.ts";
import { createVideos, type HeldVideo } from "./videos.ts";
import { createWholeCalls } from "./whole-videos.ts";

/** Makes a session whose videos have ids above `lastId`. */
export function createSession(emit: (event: EngineEvent) => void, lastId = 0): EngineService {
  const videos = createVideos(lastId);
  const queued = createQueue();

  /** Frees all that the videos have of a model, or of a device, that is gone. */
  const forgetMade = ({ planner }: Workbench): Promise<unknown> => {
    const detached: Promise<void>[] = [];
    for (const video of videos.all()) {
      if (video.kind === "frames") forgetTokens(video, planner);
      else detached.push(video.reading.detach());
    }
    return Promise.all(detached);
  };

  const model = createModelLife(emit, forgetMade);
  const device = createDeviceLife(emit, { queued, restoreModel: model.restore, forgetMade });
  const { onBench } = device;

  const inTurn: InTurn = (signal, work) =>
    queued(signal, () =>
      onBench(async (workbench) => work({ ...workbench, model: await model.need(workbench) })),
    );

  /** Closes a video once; a closed one stays closed. */
  const close = (video: HeldVideo): Promise<void> =>
    queued(undefined, async () => {
      if (videos.find(video.id) === undefined) return;
      videos.remove(video.id);
      if (video.kind === "frames") forgetTokens(video, device.current()?.planner);
      else {
        await video.reading.detach();
        await video.store.destroy();
        await endKeeping(video);
      }
      forgetPrefix(video.id);
    });

  /** Forgets what the cache holds of a closed video, and frees the cache when it holds nothing else. */
  const forgetPrefix = (videoId: number): void => {
    const workbench = device.current();
    if (workbench === null) return;
    const { prefix } = workbench;
    if (prefix.owner.kind !== "none" && prefix.owner.videoId === videoId) prefix.owner = NO_OWNER;
    if (prefix.owner.kind === "none") workbench.model?.decoder.cache.release();
  };

  const { openFrames, encodedAgain, ...framesCalls } = createFramesCalls(emit, {
    videos,
    queued,
    onBench,
    needModel: model.need,
  });
  const { openWhole, ...wholeCalls } = createWholeCalls(videos, inTurn, close);

  type Openable = Parameters<EngineService["open"]>[0];
  function open(file: Openable, options?: OpenFramesOptions): Promise<FramesVideo>;
  function open(file: Openable, options: OpenWholeOptions): Promise<ReadReport>;
  async function open(file: Openable, options: OpenFramesOptions | OpenWholeOptions = {}) {
    const source = "id" in file ? videos.takeFile(file.id) : sourceOf(file, options.name);
    try {
      return await (isWhole(options) ? openWhole(source, options) : openFrames(source, options));
    } finally {
      closeSource(source); // where the call ended before anything was read
    }
  }

  return {
    loadModel: (source, { runtime = "fastest", onProgress, signal } = {}) =>
      queued(signal, () =>
        onBench(async (workbench) => {
          const loaded = await model.replace(
            workbench,
            { source, runtime },
            { signal, onProgress },
          );
          return modelInfo(loaded, workbench.gpu, workbench.aheads.get(source.id) ?? null);
        }),
      ),
    compileAhead: (source, missing, options = {}) =>
      queued(options.signal, () =>
        onBench((workbench) => compileNoted(workbench, source, { ...options, missing })),
      ),
    unloadModel: () =>
      queued(undefined, async () => {
        const workbench = await device.opened();
        if (workbench !== null) await model.release(workbench);
      }),
    warmUp: ({ signal, copiesStill } = {}) =>
      inTurn(signal, async ({ gpu, model: loaded, compressor, prefix }) => {
        if (videos.all().length === 0)
          await warmUp(gpu, loaded, compressor, prefix, { signal, copiesStill });
      }),
    async inspect(file, { name, signal } = {}) {
      const source = sourceOf(file, name);
      const gpu = device.current()?.gpu;
      const opened = await openInput(file, {
        name: source.name,
        signal,
        ...(gpu !== undefined && { maxSidePx: maxSidePx(gpu) }),
      });
      return { kind: "file", id: videos.addFile({ ...source, opened }), facts: opened.facts };
    },
    subtitles: async (file, { signal } = {}) =>
      file instanceof Blob ? readSubtitleTracks(file, signal) : [],
    open,
    ...framesCalls,
    ...wholeCalls,
    async close({ id }) {
      if (videos.closeFile(id)) return;
      const video = videos.find(id);
      if (video !== undefined) await close(video);
    },
    prefill: ({ id }, { plan = ALL_TOKENS, signal } = {}) =>
      inTurn(signal, async ({ model: loaded, planner, prefix }) => {
        const { encoded } = videos.frames(id);
        if (encoded === null) return; // the question makes them again, and says so
        const { video } = await planner.plan(id, encoded, plan, loaded);
        await prefillAhead(loaded, prefix, video, signal);
      }),
    forgetPrefill: () =>
      queued(undefined, async () => {
        const workbench = await device.opened();
        const loaded = workbench?.model ?? null;
        if (workbench !== null && loaded !== null) forgetAhead(loaded, workbench.prefix);
      }),
    ask: createAsk(videos, inTurn, encodedAgain),
    forgetReference: (name) =>
      queued(undefined, async () => {
        const workbench = await device.opened();
        if (workbench !== null) forgetReference(workbench.references, name);
      }),
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
      const { gpu } = await device.ready();
      await gpu.device.queue.onSubmittedWorkDone();
      const { liveBuffers, liveBytes: liveBufferBytes, peakBytes: peakBufferBytes } = gpu.ledger;
      return { liveBuffers, liveBufferBytes, peakBufferBytes };
    },
    loseDevice: async () => {
      const { gpu } = await device.ready();
      gpu.destroy();
      await gpu.lost;
    },
  };
}

const isWhole = (options: OpenFramesOptions | OpenWholeOptions): options is OpenWholeOptions =>
  options.way?.kind === "whole";

const sourceOf = (
  file: VideoInput,
  name = file instanceof File ? file.name : "video",
): VideoSource => ({
  file,
  name,
});

// The calls about videos that are looked at by frames. Plans do not wait for their turn at the model, so that a slider
// never waits; only tokens that must be made again do.

import type { VideoSource } from "../media/video-source.ts";
import type { EncodedVideo } from "../pipeline/encode-video.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { EngineEvent, FramesVideo, OpenFramesOptions } from "./api.ts";
import type { EngineService } from "./calls.ts";
import type { DeviceLife } from "./device-life.ts";
import { describeFrames, encodedFrames, type HeldFrames } from "./held-frames.ts";
import type { ModelLife } from "./model-life.ts";
import type { Queued } from "./queue.ts";
import type { Workbench } from "./turn.ts";
import type { Videos } from "./videos.ts";

export interface FramesCalls extends Pick<EngineService, "plan" | "quality"> {
  readonly openFrames: (source: VideoSource, options: OpenFramesOptions) => Promise<FramesVideo>;
  /** Returns the tokens of a video, and makes them again if they were freed with their model or device. */
  readonly encodedAgain: (
    workbench: Pick<Workbench, "gpu" | "compressor">,
    model: LoadedModel,
    video: HeldFrames,
  ) => Promise<EncodedVideo>;
}

interface FramesCallsParts {
  readonly videos: Videos;
  readonly queued: Queued;
  readonly onBench: DeviceLife["onBench"];
  readonly needModel: ModelLife["need"];
}

export function createFramesCalls(
  emit: (event: EngineEvent) => void,
  { videos, queued, onBench, needModel }: FramesCallsParts,
): FramesCalls {
  const encodedAgain: FramesCalls["encodedAgain"] = async (workbench, model, video) => {
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

  return {
    openFrames(source, { way = { kind: "frames" }, signal, ...events }) {
      const { kind: _kind, encode, ...looking } = way;
      return queued(signal, () => {
        const video = videos.add<HeldFrames>({
          kind: "frames",
          id: videos.newId(),
          source,
          looking,
          encode,
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
    },
    encodedAgain,
    plan: async ({ id }, request) =>
      withTokens(id, async ({ planner }, model, tokens) => {
        const { plan } = await planner.plan(id, tokens, request, model);
        return plan;
      }),
    quality: async ({ id }, request) =>
      withTokens(id, ({ planner }, model, tokens) => planner.quality(id, tokens, request, model)),
  };
}

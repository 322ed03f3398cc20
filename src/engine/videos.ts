// The open videos: the file stays, so that its tokens can be made again for another model or device.

import { AppError } from "../base/errors.ts";
import { must } from "../base/assert.ts";
import type { Looking } from "../base/sampling.ts";
import type { Gpu } from "../gpu/device.ts";
import type { Tensor } from "../gpu/tensor.ts";
import { encodeVideo, type EncodedVideo } from "../pipeline/encode-video.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { FrameSeen, Video, VideoFacts, VideoProgress } from "./api.ts";

export interface OpenVideo {
  readonly id: number;
  readonly file: Blob;
  readonly name: string;
  readonly looking: Looking;
  encoded: EncodedVideo | null;
}

/** What the opening of a video tells while it goes on. */
export interface OpeningEvents {
  readonly onFacts?: ((facts: VideoFacts) => void) | undefined;
  readonly onFrame?: ((frame: FrameSeen) => void) | undefined;
  readonly onProgress?: ((progress: VideoProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Videos {
  add(file: Blob, name: string, looking: Looking): OpenVideo;
  /** @throws AppError `video-closed`. */
  get(id: number): OpenVideo;
  /** Its tokens; made when there are none. */
  encode(
    gpu: Gpu,
    model: LoadedModel,
    video: OpenVideo,
    opening?: OpeningEvents,
  ): Promise<EncodedVideo>;
  describe(video: OpenVideo): Video;
  remove(id: number): void;
  /** Drops all tokens: their device or their model is gone. */
  forgetEncoded(): void;
}

/** `onForget` hears of tokens just before they are destroyed. */
export function createVideos(onForget: (videoId: number, tokens: Tensor) => void): Videos {
  const open = new Map<number, OpenVideo>();
  let lastId = 0;
  const forget = (video: OpenVideo | undefined): void => {
    if (video === undefined || video.encoded === null) return;
    onForget(video.id, video.encoded.tokens);
    video.encoded.tokens.destroy();
    video.encoded = null;
  };
  return {
    add(file, name, looking) {
      const video: OpenVideo = { id: ++lastId, file, name, looking, encoded: null };
      open.set(video.id, video);
      return video;
    },
    get(id) {
      const video = open.get(id);
      if (video !== undefined) return video;
      throw new AppError("video-closed", "This video was closed.", "Open it again.");
    },
    async encode(gpu, model, video, opening = {}) {
      const { name, looking } = video;
      video.encoded ??= await encodeVideo(gpu, model, video.file, { name, looking, ...opening });
      return video.encoded;
    },
    describe({ id, encoded }) {
      const { tokens, ...rest } = must(encoded, `tokens of video ${id}`);
      return { id, ...rest, tokensPerFrame: must(tokens.dims[1], "tokens a frame") };
    },
    remove(id) {
      forget(open.get(id));
      open.delete(id);
    },
    forgetEncoded() {
      for (const video of open.values()) forget(video);
    },
  };
}

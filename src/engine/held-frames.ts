// A video that is looked at by its frames. Its file is kept, so that its tokens can be made again for another model or
// device.

import { must } from "../base/assert.ts";
import type { Looking } from "../base/sampling.ts";
import type { VideoSource } from "../media/video-source.ts";
import {
  encodeVideo,
  type EncodedVideo,
  type EncodeVideoOptions,
} from "../pipeline/encode-video.ts";
import type { LoadedModel } from "../pipeline/loaded-model.ts";
import type { EncodeSettings, FramesVideo } from "./api.ts";
import type { Workbench } from "./turn.ts";

export interface HeldFrames {
  readonly kind: "frames";
  readonly id: number;
  readonly source: VideoSource;
  readonly looking: Looking;
  readonly encode: Partial<EncodeSettings> | undefined;
  /** The tokens; null when they were freed with their model or device. */
  encoded: EncodedVideo | null;
}

export type FramesEvents = Pick<
  EncodeVideoOptions,
  "onFacts" | "onFrame" | "onProgress" | "signal"
>;

/** Returns the tokens of a video, making them if there are none. */
export async function encodedFrames(
  { gpu, compressor }: Pick<Workbench, "gpu" | "compressor">,
  model: LoadedModel,
  video: HeldFrames,
  events: FramesEvents = {},
): Promise<EncodedVideo> {
  const { source, looking, encode } = video;
  const bench = { gpu, model, compressor };
  video.encoded ??= await encodeVideo(bench, source, { looking, encode, ...events });
  return video.encoded;
}

export function describeFrames({ id, encoded }: HeldFrames): FramesVideo {
  const { tokens, shownTimesSec: _, ...rest } = must(encoded, `tokens of video ${id}`);
  return { kind: "frames", id, ...rest, tokensPerFrame: must(tokens.dims[1], "tokens a frame") };
}

/** Frees the tokens, and what `planner` has made of them. */
export function forgetTokens(video: HeldFrames, planner: Workbench["planner"] | undefined): void {
  const { id, encoded } = video;
  if (encoded === null) return;
  planner?.forget(id, encoded.tokens);
  encoded.tokens.destroy();
  video.encoded = null;
}

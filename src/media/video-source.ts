// The file of a long video, which is opened again when its reading continues.

import { AppError } from "../base/errors.ts";
import { otherFile } from "../base/other-file.ts";
import type { Gpu } from "../gpu/device.ts";
import { openVideo, type OpenedVideo, type VideoFacts } from "./open-video.ts";

export interface VideoSource {
  /** The file, read anew at every opening, so it may be given later; null when only what was read is available. */
  readonly file: Blob | null;
  /** The name for messages. */
  readonly name: string;
}

/**
 * Opens the file. `before` describes the file that was read so far. @throws AppError `memory-no-file`,
 * `memory-other-file`, `video-*`; the signal's reason.
 */
export async function openSource(
  gpu: Gpu,
  { file, name }: VideoSource,
  signal: AbortSignal | undefined,
  before?: Pick<VideoFacts, "bytes">,
): Promise<OpenedVideo> {
  if (file === null) {
    throw new AppError(
      "memory-no-file",
      `The rest of "${name}" cannot be read without its file.`,
      "Choose the video's file again to go on; what was read can be asked about without it.",
    );
  }
  if (before !== undefined && before.bytes !== file.size) {
    throw otherFile(file, { name, bytes: before.bytes });
  }
  return openVideo(file, {
    name,
    maxSidePx: gpu.device.limits.maxTextureDimension2D,
    signal,
  });
}

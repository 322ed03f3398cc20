// The file of a video, which is opened again when its reading continues or its tokens are made again.

import { AppError } from "../base/errors.ts";
import { otherFile } from "../base/other-file.ts";
import type { Gpu } from "../gpu/device.ts";
import { bytesOf, type VideoInput } from "./open-pictures.ts";
import { openInput, type Opened } from "./open-input.ts";
import type { VideoFacts } from "./open-video.ts";

export interface VideoSource {
  /** The file, read anew at every opening, so it may be given later; null when only what was read is available. */
  file: VideoInput | null;
  /** The name for messages. */
  readonly name: string;
  /** The file with its headers read, which the next opening takes, so that they are read once. Until then it is held open. */
  opened?: Opened | undefined;
}

/**
 * Opens the file, or takes it if it is open already; the caller closes it. `before` describes the file that was read so far.
 * @throws AppError `memory-no-file`, `memory-other-file`, `video-*`; the signal's reason.
 */
export async function openSource(
  gpu: Gpu,
  source: VideoSource,
  signal: AbortSignal | undefined,
  before?: Pick<VideoFacts, "bytes">,
): Promise<Opened> {
  signal?.throwIfAborted();
  const { file, name, opened } = source;
  if (file === null) {
    throw new AppError(
      "memory-no-file",
      `The rest of "${name}" cannot be read without its file.`,
      "Choose the video's file again to go on; what was read can be asked about without it.",
    );
  }
  if (before !== undefined && before.bytes !== bytesOf(file)) {
    throw otherFile(file instanceof Blob ? file : new Blob([...file]), {
      name,
      bytes: before.bytes,
    });
  }
  if (opened !== undefined) {
    source.opened = undefined;
    return opened;
  }
  return openInput(file, { name, maxSidePx: maxSidePx(gpu), signal });
}

/** Closes the file if it is open and nobody reads it. */
export function closeSource(source: VideoSource): void {
  source.opened?.close();
  source.opened = undefined;
}

/** Returns the longest side that a frame may have, in pixels. */
export const maxSidePx = ({ device }: Gpu): number => device.limits.maxTextureDimension2D;

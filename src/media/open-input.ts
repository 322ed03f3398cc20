// Opens what a reader gives: a file of video, a picture, or several pictures.

import {
  openPictures,
  pictureKind,
  type OpenedPictures,
  type VideoInput,
} from "./open-pictures.ts";
import { openVideo, type OpenedVideo, type OpenVideoOptions } from "./open-video.ts";

/** What is open to be decoded. */
export type Opened = OpenedVideo | OpenedPictures;

/** Opens a file of video, or pictures as one. @throws AppError those of `openVideo` and `openPictures`. */
export async function openInput(
  input: VideoInput,
  options: OpenVideoOptions = {},
): Promise<Opened> {
  const { name = "the file", maxSidePx = 8192, signal } = options;
  signal?.throwIfAborted();
  if (!(input instanceof Blob)) return openPictures(input, { name, maxSidePx });
  // What cannot be read is told by the demuxer's own refusals.
  const kind = await pictureKind(input).catch(() => null);
  if (kind === null) return openVideo(input, options);
  return openPictures([input], { name, maxSidePx });
}

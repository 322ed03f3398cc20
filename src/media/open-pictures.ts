// Pictures as a video: one frame each, in the order given, for one second each. The browser decodes them, upright as the camera
// was held and in the colours of the screen (sRGB).

import { AppError } from "../base/errors.ts";
import type { ClipTimes } from "./choose-times.ts";
import { fileKind, KIND_BYTES } from "./file-kind.ts";
import type { VideoFacts } from "./open-video.ts";
import { changed, empty, isFileGone, tooLarge } from "./refusals.ts";

/** Pictures that are read as a video's frames. */
export interface OpenedPictures {
  readonly facts: VideoFacts;
  readonly times: ClipTimes;
  readonly pictures: readonly Blob[];
  close(): void;
}

/** What a reader gives to be opened: a file of video, a picture, or several pictures. */
export type VideoInput = Blob | readonly Blob[];

/** The kinds of files that every browser with WebGPU decodes as pictures. */
const KINDS = new Map([
  ["a PNG picture", "PNG"],
  ["a JPEG picture", "JPEG"],
  ["a WebP picture", "WebP"],
  ["an AVIF picture", "AVIF"],
]);

/** Returns what people call the kind of a picture; null for a file that is none of those that are read. */
export async function pictureKind(file: Blob): Promise<string | null> {
  const head = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
  return KINDS.get(fileKind(head) ?? "") ?? null;
}

export const bytesOf = (input: VideoInput): number =>
  input instanceof Blob ? input.size : input.reduce((sum, { size }) => sum + size, 0);

const nameOf = (picture: Blob, index: number): string =>
  picture instanceof File ? picture.name : `picture ${index + 1}`;

/**
 * Opens pictures: decodes the first for its size, and looks at what the others are.
 * @throws AppError `picture-unreadable`, `video-empty`, `video-changed`, `video-too-large`.
 */
export async function openPictures(
  pictures: readonly Blob[],
  { name, maxSidePx }: { readonly name: string; readonly maxSidePx: number },
): Promise<OpenedPictures> {
  const [first] = pictures;
  if (first === undefined) throw empty(name);
  const kinds = new Set<string>();
  for (const [index, picture] of pictures.entries()) {
    const kind = await pictureKind(picture).catch((cause: unknown) => {
      throw isFileGone(cause) ? changed(nameOf(picture, index), cause) : cause;
    });
    if (kind === null) throw unreadable(nameOf(picture, index), null);
    kinds.add(kind);
  }
  const bitmap = await decodePicture(first, nameOf(first, 0));
  const { width, height } = bitmap;
  bitmap.close();
  if (Math.max(width, height) > maxSidePx)
    throw tooLarge(nameOf(first, 0), width, height, maxSidePx);
  const count = pictures.length;
  return {
    facts: {
      name,
      startSec: 0,
      durationSec: count,
      width,
      height,
      codec: [...kinds].join(", "),
      container: count === 1 ? "picture" : "pictures",
      isPlayedAlike: false,
      frameCount: count,
      bytes: bytesOf(pictures),
    },
    times: {
      startSec: 0,
      endSec: count,
      frames: count,
      frameMiddlesSec: pictures.map((_, index) => index + 0.5),
    },
    pictures,
    close: () => undefined,
  };
}

/** Decodes a picture, upright. The caller closes it. @throws AppError `picture-unreadable`, `video-changed`. */
async function decodePicture(picture: Blob, name: string): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(picture, { imageOrientation: "from-image" });
  } catch (cause) {
    throw isFileGone(cause) ? changed(name, cause) : unreadable(name, cause);
  }
}

/** A frame has no transparency: white shows through, as in most programs that show pictures. */
function onWhite(bitmap: ImageBitmap): OffscreenCanvas {
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext("2d", { alpha: false });
  if (context === null) throw new Error("The browser gives no 2D canvas for a picture.");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, bitmap.width, bitmap.height);
  context.drawImage(bitmap, 0, 0);
  return canvas;
}

/** Decodes the picture at a moment as a frame. The caller closes it. */
export async function pictureAt(
  { pictures }: OpenedPictures,
  timeSec: number,
): Promise<{ readonly frame: VideoFrame; readonly at: number }> {
  const at = Math.min(pictures.length - 1, Math.max(0, Math.floor(timeSec)));
  const picture = pictures[at] ?? new Blob();
  const bitmap = await decodePicture(picture, nameOf(picture, at));
  try {
    return {
      frame: new VideoFrame(onWhite(bitmap), { timestamp: at * 1e6, alpha: "discard" }),
      at,
    };
  } finally {
    bitmap.close();
  }
}

const unreadable = (name: string, cause: unknown): AppError =>
  new AppError(
    "picture-unreadable",
    cause === null
      ? `"${name}" is not a PNG, JPEG, WebP or AVIF picture, as all files must be that are opened together.`
      : `"${name}" is damaged: the browser cannot decode this picture.`,
    "Open it in another program to see whether it is whole, and save it as a PNG or JPEG; or open the others without it.",
    { cause },
  );

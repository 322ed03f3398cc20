// The sentences for files that cannot be used: what failed, what was wanted, what to do next.

import { AppError } from "../base/errors.ts";
import { codecName, decodableCodecs } from "./codecs.ts";
import { fileKind, KIND_BYTES, PIECE } from "./file-kind.ts";

const WANTED = "Choose an MP4, MOV, MKV or WebM file";
const CONVERT =
  "A converter such as HandBrake or ffmpeg makes an H.264 MP4 of it, which every browser decodes.";

/** The kinds of files with moving pictures, of which a converter makes a video. */
const CONVERTIBLE: ReadonlySet<string> = new Set([
  "an AVI file",
  "a Flash video file",
  "a Windows Media file",
  "an MPEG program stream",
  "an MPEG transport stream",
  "an Ogg file",
  "a GIF picture",
]);

/** The next steps for kinds of files about which there is more to say than what is wanted. */
const NEXT_STEPS: Readonly<Record<string, string>> = {
  [PIECE]:
    "Choose the whole video. The list of tracks is in the stream's first piece, often called init.mp4 or header.webm: joined in front of the others, in order, it makes a file that can be read.",
  "a web page": `${WANTED}. An address must lead to the video itself, not to a page that shows it.`,
};

export function empty(name: string): AppError {
  return new AppError(
    "video-empty",
    `"${name}" is empty: it has 0 bytes.`,
    `${WANTED} with a video in it. If it was downloaded or copied, do that again.`,
  );
}

/** The refusal of a file that is not of the four kinds, or whose headers make no sense. */
export async function unreadable(file: Blob, name: string, cause: unknown): Promise<AppError> {
  const head = new Uint8Array(await file.slice(0, KIND_BYTES).arrayBuffer());
  const kind = fileKind(head);
  if (kind !== null && CONVERTIBLE.has(kind)) {
    return new AppError(
      "video-other-kind",
      `"${name}" is ${kind}, which browsers do not read; an MP4, MOV, MKV or WebM video is wanted.`,
      CONVERT,
      { cause },
    );
  }
  if (kind !== null) {
    return new AppError(
      "video-unreadable",
      `"${name}" is ${kind}, not an MP4, MOV, MKV or WebM video.`,
      NEXT_STEPS[kind] ?? `${WANTED}.`,
      { cause },
    );
  }
  return new AppError(
    "video-unreadable",
    cause === null
      ? `"${name}" is not a video that can be read: it does not begin like an MP4, MOV, MKV or WebM file.`
      : `"${name}" is damaged: its headers cannot be read.`,
    `${WANTED}, or play this one in another program to see whether it is whole. Other kinds, such as AVI or MPEG-TS, are not supported. ${CONVERT}`,
    { cause },
  );
}

/** Whether the browser refuses to read a file, because it was changed, moved or deleted since it was chosen. */
export const isFileGone = (thrown: unknown): boolean =>
  thrown instanceof DOMException && ["NotReadableError", "NotFoundError"].includes(thrown.name);

/** The refusal of a file that the browser refuses to read, because it is no longer what was chosen. */
export function changed(name: string, cause: unknown): AppError {
  return new AppError(
    "video-changed",
    `"${name}" cannot be read any more: it was changed, moved or deleted after it was chosen.`,
    "Choose the file again. If it is still being recorded or copied, wait until that is done.",
    { cause },
  );
}

export function copyProtected(name: string): AppError {
  return new AppError(
    "video-protected",
    `"${name}" is copy-protected: its picture is encrypted, and only the shop's own player has the key.`,
    `${WANTED} without copy protection. A converter cannot remove it.`,
  );
}

/** The refusal of an MKV whose packets are compressed a second time. */
export function packed(name: string): AppError {
  return new AppError(
    "video-packed",
    `"${name}" has its picture compressed once more inside the MKV (zlib), which is not read.`,
    "Write it again without: open it in MKVToolNix, set the track's compression to none and start; or use `ffmpeg -i in.mkv -c copy out.mkv`.",
  );
}

/** The refusal of a file without its list of tracks, which most MP4 files have at the end. */
export function brokenOff(name: string): AppError {
  return new AppError(
    "video-broken-off",
    `"${name}" breaks off before its list of tracks, so nothing in it can be found.`,
    "The download, copy or recording probably stopped early: get the whole file.",
  );
}

/** The refusal of a file without a picture; `kinds` are those of its tracks: "audio", "subtitles" or "other". */
export function withoutPicture(name: string, kinds: readonly string[]): AppError {
  const words = [
    ...(kinds.includes("audio") ? ["sound"] : []),
    ...(kinds.includes("subtitles") ? ["subtitles"] : []),
  ];
  const found = words.length > 0 ? `has ${words.join(" and ")} but no picture` : "has no picture";
  return new AppError(
    "video-without-picture",
    `"${name}" ${found}; a video track is wanted.`,
    `${WANTED} with a picture in it.`,
  );
}

export function withoutFrames(name: string): AppError {
  return new AppError(
    "video-without-frames",
    `"${name}" has a video track without a single frame: its duration is zero.`,
    "The recording was probably stopped before it began: record or export it again.",
  );
}

export function withoutDuration(name: string, frames: number | null): AppError {
  return new AppError(
    "video-without-duration",
    `"${name}" has a duration of zero: all its ${frames ?? "many"} frames are at the same moment.`,
    "Export it again with timestamps, for example with `ffmpeg -i in.mp4 -r 25 out.mp4`.",
  );
}

export function tooLarge(name: string, width: number, height: number, max: number): AppError {
  return new AppError(
    "video-too-large",
    `"${name}" says its picture is ${width} × ${height} pixels; this graphics adapter takes at most ${max} on a side.`,
    `Scale the video down, or choose another. ${CONVERT}`,
  );
}

/** The refusal of a codec; `parameters` is the full codec string of the track, when it is known. */
export async function codec(
  name: string,
  id: string,
  parameters: string | null,
): Promise<AppError> {
  const detail = parameters === null ? "" : ` (${parameters})`;
  const decodable = await decodableCodecs();
  return new AppError(
    "video-codec",
    `"${name}" is encoded as ${codecName(id)}${detail}, which this browser does not decode.`,
    `This browser decodes ${decodable || "no video at all"}. ${CONVERT}`,
  );
}

/** The refusal of a file whose headers are fine, but of which no frame could be decoded. */
export function undecodable(name: string, cause: unknown): AppError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new AppError(
    "video-undecodable",
    `None of the wanted frames of "${name}" could be decoded${reason.replace(/\.?$/, ".")}`,
    "Play the file in another program to see whether it is whole; if it is, report it.",
    { cause },
  );
}

/** The refusal of a file whose headers could be read, but whose tables lead nowhere. */
export function damagedInside(name: string, cause: unknown): AppError {
  return new AppError(
    "video-unreadable",
    `"${name}" is damaged: its list of frames contradicts itself.`,
    "Play the file in another program to see whether it is whole; if it is, report it.",
    { cause },
  );
}

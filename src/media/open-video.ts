// A file → its picture track and what the page says about it, or a refusal in words. Decodes nothing.
// MP4, MOV, MKV and WebM are read; which codecs in them is the browser's affair.

import {
  BlobSource,
  Input,
  MATROSKA,
  MP4,
  QTFF,
  UnsupportedInputFormatError,
  WEBM,
  type InputFormat,
  type InputVideoTrack,
} from "mediabunny";
import { AppError, isAbort } from "../base/errors.ts";
import type { ClipTimes } from "./choose-times.ts";
import { codecName } from "./codecs.ts";
import { readFrameTimes, type FrameTimes } from "./frame-times.ts";
import * as refuse from "./refusals.ts";

/** What the page says about a video. */
export interface VideoFacts {
  readonly name: string;
  readonly durationSec: number;
  /** As displayed: after rotation and pixel aspect. */
  readonly width: number;
  readonly height: number;
  /** As people call them: "H.264", "WebM". */
  readonly codec: string;
  readonly container: string;
  /** Frames in the file when it is cheap to know, else null. */
  readonly frameCount: number | null;
  readonly bytes: number;
}

/** Degrees clockwise by which a decoded frame must be turned to stand upright. */
export type Rotation = 0 | 90 | 180 | 270;

/** A file that has a picture track this browser can decode. Holds the file open until `close()`. */
export interface OpenedVideo {
  readonly facts: VideoFacts;
  /** For `chooseTimes`. */
  readonly times: ClipTimes;
  readonly rotation: Rotation;
  /** Left and right are swapped, after the rotation. */
  readonly isMirrored: boolean;
  readonly track: InputVideoTrack;
  close(): void;
}

export interface OpenOptions {
  /** For messages; default "the file". */
  readonly name?: string;
  /** The longest side that a frame may have, the device's texture limit. Default 8,192, which every WebGPU has. */
  readonly maxSidePx?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What is read, and what people call it. */
const FORMATS = new Map<InputFormat, string>([
  [MP4, "MP4"],
  [QTFF, "MOV"],
  [MATROSKA, "MKV"],
  [WEBM, "WebM"],
]);

/**
 * Opens `file`, reading its headers only.
 * @throws AppError `video-empty`, `video-unreadable`, `video-broken-off`, `video-without-picture`,
 * `video-without-frames`, `video-without-duration`, `video-codec`, `video-too-large`; the signal's reason.
 */
export async function openVideo(file: Blob, options: OpenOptions = {}): Promise<OpenedVideo> {
  const { name = "the file", maxSidePx = 8192, signal } = options;
  signal?.throwIfAborted();
  if (file.size === 0) throw refuse.empty(name);
  const input = new Input({ source: new BlobSource(file), formats: [...FORMATS.keys()] });
  const close = (): void => input.dispose();
  // Disposing makes every read that is under way fail, so that an abort waits for nothing.
  signal?.addEventListener("abort", close, { once: true });
  try {
    const track = await pickTrack(input, file, name, maxSidePx);
    const times = await readFrameTimes(track);
    if (times === null) throw refuse.withoutFrames(name);
    if (times.endSec <= times.startSec && times.count !== 1) {
      throw refuse.withoutDuration(name, times.count);
    }
    return {
      facts: await readFacts(track, input, times, { name, bytes: file.size }),
      times: clipTimes(times),
      rotation: await track.getRotation(),
      isMirrored: await track.getFlip(),
      track,
      close,
    };
  } catch (thrown) {
    close();
    signal?.throwIfAborted();
    if (thrown instanceof AppError || isAbort(thrown)) throw thrown;
    throw await refuse.unreadable(file, name, thrown);
  } finally {
    signal?.removeEventListener("abort", close);
  }
}

/** The main picture track, or another one if only that can be decoded. */
async function pickTrack(
  input: Input,
  file: Blob,
  name: string,
  maxSidePx: number,
): Promise<InputVideoTrack> {
  const tracks = await input.getTracks().catch((cause: unknown) => {
    if (cause instanceof UnsupportedInputFormatError) return null;
    throw cause;
  });
  if (tracks === null) throw await refuse.unreadable(file, name, null);
  if (tracks.length === 0) throw refuse.brokenOff(name);
  const first = await input.getPrimaryVideoTrack();
  if (first === null) throw refuse.withoutPicture(name);
  // A picture that is too large would otherwise be called a codec that cannot be decoded.
  const [width, height] = [await first.getCodedWidth(), await first.getCodedHeight()];
  if (width > maxSidePx || height > maxSidePx) {
    throw refuse.tooLarge(name, width, height, maxSidePx);
  }
  if (await first.canDecode()) return first;
  const other = await input.getPrimaryVideoTrack({ filter: (track) => track.canDecode() });
  if (other !== null) return other;
  const codec = (await first.getCodec()) ?? String((await first.getInternalCodecId()) ?? "unknown");
  throw await refuse.codec(name, codec, await first.getCodecParameterString());
}

const clipTimes = ({ startSec, endSec, estimate, middlesSec }: FrameTimes): ClipTimes => ({
  startSec,
  endSec,
  frames: estimate,
  frameMiddlesSec: middlesSec,
});

async function readFacts(
  track: InputVideoTrack,
  input: Input,
  times: FrameTimes,
  file: { name: string; bytes: number },
): Promise<VideoFacts> {
  const codec = await track.getCodec();
  const format = await input.getFormat();
  return {
    ...file,
    durationSec: times.endSec - times.startSec,
    width: await track.getDisplayWidth(),
    height: await track.getDisplayHeight(),
    codec: codec === null ? "unknown" : codecName(codec),
    container: FORMATS.get(format) ?? format.name,
    frameCount: times.count,
  };
}

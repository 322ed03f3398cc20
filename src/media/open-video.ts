// Opens a video file: finds its picture track and what the page says about it, or refuses it in words. Nothing is
// decoded. MP4, MOV, MKV and WebM are read; which codecs work in them depends on the browser.

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
  /** The file's name. */
  readonly name: string;
  /** Its duration, seconds. */
  readonly durationSec: number;
  /** The width as displayed, after rotation and pixel aspect, pixels. */
  readonly width: number;
  /** The height as displayed, pixels. */
  readonly height: number;
  /** The codec as people call it, such as "H.264". */
  readonly codec: string;
  /** The container as people call it, such as "WebM". */
  readonly container: string;
  /** The number of frames in the file where it is cheap to know, else null. */
  readonly frameCount: number | null;
  /** The bytes of the file. */
  readonly bytes: number;
}

/** The degrees clockwise by which a decoded frame must be rotated to be upright. */
export type Rotation = 0 | 90 | 180 | 270;

/** A file with a picture track that this browser can decode. It is held open until `close()`. */
export interface OpenedVideo {
  readonly facts: VideoFacts;
  /** The times that `chooseTimes` takes. */
  readonly times: ClipTimes;
  readonly rotation: Rotation;
  /** Whether left and right are swapped, after the rotation. */
  readonly isMirrored: boolean;
  readonly track: InputVideoTrack;
  close(): void;
}

export interface OpenVideoOptions {
  /** The name for messages; default "the file". */
  readonly name?: string;
  /** The longest side that a frame may have: the device's texture limit. Default 8,192, which every WebGPU has. */
  readonly maxSidePx?: number;
  readonly signal?: AbortSignal | undefined;
}

/** The formats that are read, and what people call them. */
const FORMATS = new Map<InputFormat, string>([
  [MP4, "MP4"],
  [QTFF, "MOV"],
  [MATROSKA, "MKV"],
  [WEBM, "WebM"],
]);

/**
 * Opens `file`, reading only its headers.
 * @throws AppError `video-empty`, `video-unreadable`, `video-other-kind`, `video-broken-off`, `video-without-picture`,
 * `video-without-frames`, `video-without-duration`, `video-codec`, `video-too-large`; the signal's reason.
 */
export async function openVideo(file: Blob, options: OpenVideoOptions = {}): Promise<OpenedVideo> {
  const { name = "the file", maxSidePx = 8192, signal } = options;
  signal?.throwIfAborted();
  if (file.size === 0) throw refuse.empty(name);
  const input = new Input({ source: new BlobSource(file), formats: [...FORMATS.keys()] });
  const close = (): void => input.dispose();
  // Disposing makes all reads in progress fail, so that an abort takes effect at once.
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

/** Picks the main picture track, or another one if only that can be decoded. */
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
  // Without this check, a picture that is too large would be reported as a codec that cannot be decoded.
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

// Opens a video file: finds its picture track and what the page says about it, or refuses it in words. Only its
// first frame is decoded. MP4, MOV, MKV and WebM are read; which codecs work in them depends on the browser.

import {
  EncodedPacketSink,
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
import { boundedSource } from "./bounded-source.ts";
import type { ClipTimes } from "./choose-times.ts";
import { codecName } from "./codecs.ts";
import { demuxerOrigin, editsOf, type Edit } from "./edits.ts";
import { readFrameSize, readSequenceHeader } from "./first-frame.ts";
import { readFrameTimes, type FrameTimes, type StatedTimes } from "./frame-times.ts";
import { hasAbsurdFragment, MOST_SAMPLES } from "./mp4-counts.ts";
import { readMp4Headers, type Mp4Headers, type Mp4Track } from "./mp4-headers.ts";
import { isProtected, noPicture } from "./no-picture.ts";
import { pictureTracks, playedTrack } from "./picture-tracks.ts";
import * as refuse from "./refusals.ts";

/** What the page says about a video. */
export interface VideoFacts {
  /** The file's name. */
  readonly name: string;
  /** When its first frame is shown, seconds; not zero in parts that were cut out of longer recordings. */
  readonly startSec: number;
  /** Its duration from there on, seconds. */
  readonly durationSec: number;
  /** The width as displayed, after rotation and pixel aspect, pixels. */
  readonly width: number;
  /** The height as displayed, pixels. */
  readonly height: number;
  /** The codec as people call it, such as "H.264". */
  readonly codec: string;
  /** The container as people call it, such as "WebM". */
  readonly container: string;
  /** Whether the browser's own player shows the same frames at the same times, so that the page may use it. */
  readonly isPlayedAlike: boolean;
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
  /** The stretches of the track that are shown. */
  readonly edits: readonly Edit[];
  readonly rotation: Rotation;
  /** Whether left and right are swapped, after the rotation. */
  readonly isMirrored: boolean;
  readonly track: InputVideoTrack;
  /** What goes before AV1 key packets that have no sequence header of their own; null for other codecs. */
  readonly sequenceHeader: Uint8Array | null;
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
 * Opens `file`: reads its headers, and decodes its first frame for its size.
 * @throws AppError `video-empty`, `video-unreadable`, `video-other-kind`, `video-changed`, `video-broken-off`, `video-protected`,
 * `video-without-picture`, `video-without-frames`, `video-without-duration`, `video-codec`, `video-too-large`; the
 * signal's reason.
 */
export async function openVideo(file: Blob, options: OpenVideoOptions = {}): Promise<OpenedVideo> {
  const { name = "the file", maxSidePx = 8192, signal } = options;
  signal?.throwIfAborted();
  if (file.size === 0) throw refuse.empty(name);
  const input = new Input({ source: boundedSource(file), formats: [...FORMATS.keys()] });
  const close = (): void => input.dispose();
  // Disposing makes all reads in progress fail, so that an abort takes effect at once.
  signal?.addEventListener("abort", close, { once: true });
  try {
    const headers = await readMp4Headers(file);
    if (isProtected(headers)) throw refuse.copyProtected(name);
    if (await isAbsurd(file, headers)) throw await refuse.unreadable(file, name, "absurd counts");
    const track = await pickTrack(input, file, name, maxSidePx);
    const ownHeaders = headers.tracks?.find(({ id }) => id === track.id) ?? null;
    const stated = ownHeaders === null ? undefined : statedTimes(ownHeaders, headers);
    const times = await readFrameTimes(track, stated);
    if (times === null) throw refuse.withoutFrames(name);
    if (times.endSec <= times.startSec && times.count !== 1) {
      throw refuse.withoutDuration(name, times.count);
    }
    const sequenceHeader = await readSequenceHeader(track, ownHeaders);
    const size = await readFrameSize(track, sequenceHeader);
    return {
      facts: { name, bytes: file.size, ...size, ...(await readFacts(track, input, times)) },
      times: clipTimes(times),
      edits: times.edits,
      rotation: await track.getRotation(),
      isMirrored: await track.getFlip(),
      track,
      sequenceHeader,
      close,
    };
  } catch (thrown) {
    close();
    signal?.throwIfAborted();
    if (thrown instanceof AppError || isAbort(thrown)) throw thrown;
    if (refuse.isFileGone(thrown)) throw refuse.changed(name, thrown);
    throw await refuse.unreadable(file, name, thrown);
  } finally {
    signal?.removeEventListener("abort", close);
  }
}

/** Whether the tables of a picture speak of more frames than any file has, which the demuxer would try to list. */
async function isAbsurd(file: Blob, { tracks, isFragmented }: Mp4Headers): Promise<boolean> {
  const pictures = tracks?.filter(({ handler }) => handler === "vide") ?? [];
  const lies = ({ samples, sizes, chunkSamples }: Mp4Track): boolean =>
    samples > MOST_SAMPLES || chunkSamples > sizes;
  if (pictures.some(lies)) return true;
  return (isFragmented || tracks === null) && hasAbsurdFragment(file);
}

/** Picks the main picture track, or another one if only that can be decoded, or if the main one is a single picture. */
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
  const pictures = await pictureTracks(input);
  const [main] = pictures;
  if (main === undefined) throw await noPicture(file, name);
  const moving = (await isStill(main))
    ? await firstThat(
        pictures.slice(1),
        async (track) => (await track.canDecode()) && !(await isStill(track)),
      )
    : null;
  const first = moving ?? main;
  // Without this check, a picture that is too large would be reported as a codec that cannot be decoded.
  const [width, height] = [await first.getCodedWidth(), await first.getCodedHeight()];
  if (width > maxSidePx || height > maxSidePx) {
    throw refuse.tooLarge(name, width, height, maxSidePx);
  }
  if (await first.canDecode()) return first;
  const other = await firstThat(pictures, (track) => track.canDecode());
  if (other !== null) return other;
  const codec = (await first.getCodec()) ?? String((await first.getInternalCodecId()) ?? "unknown");
  throw await refuse.codec(name, codec, await first.getCodecParameterString());
}

async function firstThat<T>(all: readonly T[], fits: (one: T) => Promise<boolean>) {
  for (const one of all) if (await fits(one)) return one;
  return null;
}

/** Whether the track is a single frame, such as a cover or the photo beside a short clip. */
async function isStill(track: InputVideoTrack): Promise<boolean> {
  const sink = new EncodedPacketSink(track);
  const first = await sink.getFirstPacket({ metadataOnly: true });
  return first !== null && (await sink.getNextPacket(first, { metadataOnly: true })) === null;
}

const statedTimes = (track: Mp4Track, headers: Mp4Headers): StatedTimes => ({
  edits: editsOf(track, headers),
  endSec: track.mediaSec === 0 ? 0 : track.mediaSec - demuxerOrigin(track),
  tickSec: headers.tickSec,
});

const clipTimes = ({ startSec, endSec, estimate, middlesSec }: FrameTimes): ClipTimes => ({
  startSec,
  endSec,
  frames: estimate,
  frameMiddlesSec: middlesSec,
});

async function readFacts(track: InputVideoTrack, input: Input, times: FrameTimes) {
  const played = await playedTrack(input);
  const codec = await track.getCodec();
  const format = await input.getFormat();
  return {
    startSec: times.startSec,
    durationSec: times.endSec - times.startSec,
    codec: codec === null ? "unknown" : codecName(codec),
    container: FORMATS.get(format) ?? format.name,
    // At the borders between edits Chrome shows frames of the other side.
    isPlayedAlike: times.edits.length === 1 && track === played,
    frameCount: times.count,
  };
}

// Reads from an MP4 or MOV what the demuxer does not tell: its kind, what its tracks hold, and their edit lists.

import { boxSize, letters, walkBoxes } from "./mp4-boxes.ts";
import { chunkSamplesOf, samplesOf } from "./mp4-counts.ts";

/** One entry of an edit list, as it is written. */
export interface EditEntry {
  /** How long it is shown; 0 in the last entry means to the end of the media. */
  readonly durationSec: number;
  /** Where in the media it begins, in the track's units; -1 shows nothing. */
  readonly mediaTime: number;
  readonly rate: number;
}

export interface Mp4Track {
  readonly id: number;
  /** What it holds, in four letters: "vide", "soun", "text", "subt", "sbtl" … */
  readonly handler: string;
  /** The four letters of its first sample entry, such as "avc1", or "encv" for a protected one. */
  readonly sampleEntry: string;
  /** Units a second. */
  readonly timescale: number;
  /** How long its media is; 0 when the file does not say. */
  readonly mediaSec: number;
  readonly edits: readonly EditEntry[];
  /** The most samples that one of its tables speaks of. */
  readonly samples: number;
  /** The number of samples whose sizes are listed, or are all alike. */
  readonly sizes: number;
  /** The most samples of a chunk. */
  readonly chunkSamples: number;
  /** The units of an AV1 track that its packets may leave out; null for other codecs. */
  readonly av1Units: Uint8Array | null;
}

export interface Mp4Headers {
  /** Null when there is no whole list of tracks in the file. */
  readonly tracks: readonly Mp4Track[] | null;
  /** The shortest time that the edit lists can tell, in seconds. */
  readonly tickSec: number;
  /** Whether the samples are listed in fragments, to which edit lists give a start but no end. */
  readonly isFragmented: boolean;
}

/** Far more boxes than stand before the list of tracks in any file. */
const MOST_BOXES = 4_096;

/** Reads the headers; a file of another kind has no tracks. */
export async function readMp4Headers(file: Blob): Promise<Mp4Headers> {
  const moov = await readMovieBox(file);
  return moov === null ? { tracks: null, tickSec: 0, isFragmented: false } : readMovie(moov);
}

/** Reads the box that lists the tracks; null where there is no whole one. */
export async function readMovieBox(file: Blob): Promise<DataView | null> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= file.size; count++) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const type = letters(head, 4);
    const size = boxSize(head, 0, file.size - at, Infinity);
    if (size === null) break;
    if (type === "moov") {
      if (at + size > file.size) break;
      return new DataView(await file.slice(at, at + size).arrayBuffer());
    }
    at += size;
  }
  return null;
}

type Draft = { -readonly [Key in keyof Mp4Track]: Mp4Track[Key] };

function readMovie(moov: DataView): Mp4Headers {
  const tracks: Draft[] = [];
  let movieScale = 1_000;
  let isFragmented = false;
  walkBoxes(moov, (type, body) => {
    const track = tracks.at(-1);
    // A table that breaks off counts as missing: the demuxer says what is wrong with the file.
    try {
      if (type === "mvhd") movieScale = body.getUint32(isLong(body) ? 20 : 12) || movieScale;
      if (type === "mvex") isFragmented = true;
      if (type === "trak") tracks.push(emptyTrack());
      if (track !== undefined) readTrackBox(track, type, body, movieScale);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  });
  return { tracks, tickSec: 1 / movieScale, isFragmented };
}

const emptyTrack = (): Draft => ({
  id: 0,
  handler: "",
  sampleEntry: "",
  timescale: 1,
  mediaSec: 0,
  edits: [],
  samples: 0,
  sizes: 0,
  chunkSamples: 0,
  av1Units: null,
});

/** Whether the box is of version 1, whose times have 64 bits. */
export const isLong = (body: DataView): boolean => body.getUint8(0) === 1;

function readTrackBox(track: Draft, type: string, body: DataView, movieScale: number): void {
  if (type === "tkhd") track.id = body.getUint32(isLong(body) ? 20 : 12);
  if (type === "hdlr" && track.handler === "") track.handler = letters(body, 8);
  if (type === "stsd") {
    track.sampleEntry = letters(body, 12);
    if (track.sampleEntry === "av01") track.av1Units = readAv1Units(body);
  }
  const samples = samplesOf(type, body);
  track.samples = Math.max(track.samples, samples);
  if (type === "stsz" || type === "stz2") track.sizes = samples;
  track.chunkSamples = Math.max(track.chunkSamples, chunkSamplesOf(type, body));
  if (type === "elst") track.edits = readEdits(body, movieScale);
  if (type !== "mdhd") return;
  track.timescale = body.getUint32(isLong(body) ? 20 : 12) || 1;
  const duration = isLong(body) ? Number(body.getBigUint64(24)) : body.getUint32(16);
  // All bits set means that the duration is unknown.
  const isKnown = duration < (isLong(body) ? 2 ** 63 : 2 ** 32 - 1);
  track.mediaSec = isKnown ? duration / track.timescale : 0;
}

/** Where the boxes of a picture's sample entry begin in `stsd`, and those bytes of `av1C` before its units. */
const ENTRY_BOXES = 8 + 8 + 78;
const AV1_FLAGS = 4;

function readAv1Units(stsd: DataView): Uint8Array | null {
  if (stsd.byteLength < ENTRY_BOXES) return null;
  let units: Uint8Array | null = null;
  walkBoxes(
    new DataView(stsd.buffer, stsd.byteOffset + ENTRY_BOXES, stsd.byteLength - ENTRY_BOXES),
    (type, body) => {
      if (type === "av1C" && body.byteLength > AV1_FLAGS)
        units = new Uint8Array(
          body.buffer,
          body.byteOffset + AV1_FLAGS,
          body.byteLength - AV1_FLAGS,
        );
    },
  );
  return units;
}

/** Reads an edit list; durations are in units of the movie. */
export function readEdits(body: DataView, movieScale: number): EditEntry[] {
  const bytes = isLong(body) ? 20 : 12;
  const count = Math.min(body.getUint32(4), Math.floor((body.byteLength - 8) / bytes));
  return Array.from({ length: count }, (_, index) => {
    const at = 8 + index * bytes;
    const duration = isLong(body) ? Number(body.getBigUint64(at)) : body.getUint32(at);
    const mediaTime = isLong(body) ? Number(body.getBigInt64(at + 8)) : body.getInt32(at + 4);
    const rate = body.getInt32(at + bytes - 4) / 0x10000;
    return { durationSec: duration / movieScale, mediaTime, rate };
  });
}

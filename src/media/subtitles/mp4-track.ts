// What an MP4 says of a track of text: its times, its name, and the tables of its samples.

import { letters, walkBoxes } from "../mp4-boxes.ts";
import { isLong, readEdits, type EditEntry } from "../mp4-headers.ts";

/** The tables of a track's samples, each the body of its box; null for one that is missing. */
export interface SampleTables {
  readonly stts: DataView | null;
  readonly stsc: DataView | null;
  readonly stsz: DataView | null;
  readonly stco: DataView | null;
  readonly co64: DataView | null;
}

export interface Mp4TextTrack {
  readonly id: number;
  /** The four letters of its first sample entry, such as "tx3g". */
  readonly sampleEntry: string;
  /** Whether players show it unless told otherwise. */
  readonly isEnabled: boolean;
  readonly title: string | null;
  readonly language: string | null;
  /** Units a second. */
  readonly timescale: number;
  readonly edits: readonly EditEntry[];
  readonly tables: SampleTables;
}

type Draft = { -readonly [Key in keyof Mp4TextTrack]: Mp4TextTrack[Key] };

/** Returns all tracks of a movie; what breaks off in one counts as missing. */
export function readTextTracks(moov: DataView): Mp4TextTrack[] {
  const tracks: Draft[] = [];
  let movieScale = 1_000;
  walkBoxes(moov, (type, body) => {
    const track = tracks.at(-1);
    try {
      if (type === "mvhd") movieScale = body.getUint32(isLong(body) ? 20 : 12) || movieScale;
      if (type === "trak") tracks.push(emptyTrack());
      if (track !== undefined) readBox(track, type, body, movieScale);
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  });
  return tracks;
}

const emptyTrack = (): Draft => ({
  id: 0,
  sampleEntry: "",
  isEnabled: true,
  title: null,
  language: null,
  timescale: 1,
  edits: [],
  tables: NO_TABLES,
});

function readBox(track: Draft, type: string, body: DataView, movieScale: number): void {
  if (type === "tkhd") {
    track.isEnabled = (body.getUint8(3) & 1) !== 0;
    track.id = body.getUint32(isLong(body) ? 20 : 12);
  }
  if (type === "elst") track.edits = readEdits(body, movieScale);
  if (type === "stsd") track.sampleEntry = letters(body, 12);
  if (type === "hdlr") track.title ??= titleOf(body);
  if (type === "mdhd") {
    track.timescale = body.getUint32(isLong(body) ? 20 : 12) || 1;
    track.language = languageOf(body.getUint16(isLong(body) ? 32 : 20));
  }
  if (type in NO_TABLES) track.tables = { ...track.tables, [type]: body };
}

const NO_TABLES: SampleTables = { stts: null, stsc: null, stsz: null, stco: null, co64: null };

/** Returns the handler's name where it tells a track from others; most programs write "SubtitleHandler". */
function titleOf(hdlr: DataView): string | null {
  const bytes = new Uint8Array(hdlr.buffer, hdlr.byteOffset, hdlr.byteLength).subarray(24);
  // Old files have the length before the name, newer ones a zero behind it.
  const isCounted = bytes.length > 0 && bytes[0] === bytes.length - 1;
  const name = new TextDecoder()
    .decode(isCounted ? bytes.subarray(1) : bytes)
    .replace(/\0.*$/s, "");
  return name === "" || /handler/i.test(name) ? null : name;
}

/** Three letters of five bits each; null for an undetermined language, and for the numbers of old files. */
function languageOf(packed: number): string | null {
  const code = [10, 5, 0].map((bits) => ((packed >> bits) & 31) + 0x60);
  const language = String.fromCharCode(...code);
  return /^[a-z]{3}$/.test(language) && language !== "und" ? language : null;
}

// Reads from an MKV or WebM what its tracks hold, for the refusal of a file in which the demuxer finds no picture.

import { elements, HEAD_BYTES, readHead, readNumber } from "./ebml.ts";

/** What a track holds, as far as it matters here. */
export interface MatroskaTrack {
  readonly kind: "video" | "audio" | "subtitles" | "other";
  /** How its packets are packed, in a way that is not read; "plain" otherwise. */
  readonly packing: "plain" | "compressed" | "encrypted";
}

const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_TYPE = 0x83;
const COMPRESSION = 0x5034;
const COMPRESSION_WAY = 0x4254;
const ENCRYPTION = 0x5035;
/** Elements between a track's entry and what is said of its packing. */
const PARENTS = [0x6d80, 0x6240];
const KINDS: Readonly<Record<number, MatroskaTrack["kind"]>> = {
  1: "video",
  2: "audio",
  17: "subtitles",
};
/** The way of packing that leaves out equal beginnings, which is read. */
const HEADER_STRIPPING = 3;
/** Far more elements than stand before the list of tracks in any file. */
const MOST_ELEMENTS = 256;

/** Returns the tracks, or null when the file breaks off before the end of their list. */
export async function readMatroskaTracks(file: Blob): Promise<MatroskaTrack[] | null> {
  let at = 0;
  for (let count = 0; count < MOST_ELEMENTS && at < file.size; count++) {
    const head = new Uint8Array(await file.slice(at, at + HEAD_BYTES).arrayBuffer());
    const element = readHead(head, 0);
    if (element === null) return null;
    const body = at + element.headBytes;
    if (element.id === TRACKS) {
      if (body + element.bytes > file.size) return null;
      return readTracks(new Uint8Array(await file.slice(body, body + element.bytes).arrayBuffer()));
    }
    at = element.id === SEGMENT ? body : body + element.bytes;
  }
  return null;
}

function readTracks(bytes: Uint8Array<ArrayBuffer>): MatroskaTrack[] {
  return [...elements(bytes)]
    .filter(({ id }) => id === TRACK_ENTRY)
    .map(({ body }) => {
      const type = [...elements(body)].find(({ id }) => id === TRACK_TYPE);
      const kind = KINDS[readNumber(type?.body ?? new Uint8Array())] ?? "other";
      return { kind, packing: packingOf(body) };
    });
}

function packingOf(entry: Uint8Array<ArrayBuffer>): MatroskaTrack["packing"] {
  for (const { id, body } of elements(entry)) {
    if (id === ENCRYPTION) return "encrypted";
    if (id === COMPRESSION) {
      const way = [...elements(body)].find((element) => element.id === COMPRESSION_WAY);
      const isStripped = readNumber(way?.body ?? new Uint8Array()) === HEADER_STRIPPING;
      if (!isStripped) return "compressed";
    }
    const inside = PARENTS.includes(id) ? packingOf(body) : "plain";
    if (inside !== "plain") return inside;
  }
  return "plain";
}

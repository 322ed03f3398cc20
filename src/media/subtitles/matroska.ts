// Reads the subtitles in an MKV or WebM, which mediabunny 1.61 does not: it gives pictures and sound. Their blocks lie between
// those of the picture, so all heads of blocks are walked, and nothing is read of a file without a track of text.

import { inOrder, plainText, type SubtitleTrack } from "../../base/subtitles/parse.ts";
import { elements, HEAD_BYTES, readHead, readNumber } from "../ebml.ts";
import { FileWindow } from "./file-window.ts";
import { blockText, isTextCodec, MOST_BLOCK_BYTES, type BlockPacking } from "./matroska-codec.ts";
import { withEnds, type OpenCue } from "./open-cue.ts";

const ID = {
  segment: 0x18538067,
  info: 0x1549a966,
  timestampScale: 0x2ad7b1,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  codec: 0x86,
  title: 0x536e,
  language: 0x22b59c,
  languageTag: 0x22b59d,
  isDefault: 0x88,
  encodings: 0x6d80,
  encoding: 0x6240,
  compression: 0x5034,
  compressionWay: 0x4254,
  compressionSettings: 0x4255,
  encryption: 0x5035,
  cluster: 0x1f43b675,
  clusterTime: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
  blockDuration: 0x9b,
} as const;
const SUBTITLES = 17;
const HEADER_STRIPPING = 3;
/** A track's number of up to 8 bytes, a time of 2, and flags. */
const BLOCK_HEAD_BYTES = 11;
/** Two bits that say that several frames share a block, which is for sound. */
const LACED = 0x06;
/** Far more than a track list or the facts of a file have. */
const MOST_LIST_BYTES = 2 ** 24;

interface Track extends Omit<SubtitleTrack, "cues"> {
  readonly codec: string;
  readonly packing: BlockPacking;
  readonly cues: OpenCue[];
}

/** Returns the tracks of text, in the file's order; of a damaged file what comes before the damage. */
export async function readMatroskaSubtitles(
  file: Blob,
  signal?: AbortSignal,
): Promise<SubtitleTrack[]> {
  const window = new FileWindow(file);
  let tracks = new Map<number, Track>();
  let tickSec = 1e-3;
  let clusterTicks = 0;
  for (let at = 0; at < file.size;) {
    signal?.throwIfAborted();
    const head = readHead(await window.read(at, HEAD_BYTES), 0);
    if (head === null) break;
    const body = at + head.headBytes;
    at = body;
    // What these hold is read as if it stood beside them, since their own length may not be known.
    if (head.id === ID.segment || head.id === ID.cluster) continue;
    if (head.bytes === Infinity) break;
    const whole = (most: number) => window.read(body, Math.min(head.bytes, most));
    if (head.id === ID.info) tickSec = tickOf(await whole(MOST_LIST_BYTES));
    if (head.id === ID.tracks) tracks = tracksOf(await whole(MOST_LIST_BYTES));
    if (head.id === ID.tracks && tracks.size === 0) break;
    if (head.id === ID.clusterTime) clusterTicks = readNumber(await whole(8));
    if (head.id === ID.simpleBlock || head.id === ID.blockGroup) {
      const isGroup = head.id === ID.blockGroup;
      const start = await whole(HEAD_BYTES + BLOCK_HEAD_BYTES);
      if (isOfText(tracks, start, isGroup) && head.bytes <= MOST_BLOCK_BYTES) {
        const block = await whole(MOST_BLOCK_BYTES);
        if (block.length < head.bytes) break;
        const said = await readBlock(tracks, block, isGroup);
        said?.track.cues.push({
          fromSec: (clusterTicks + said.ticks) * tickSec,
          toSec: said.length === null ? null : (clusterTicks + said.ticks + said.length) * tickSec,
          text: said.text,
        });
      }
    }
    at = body + head.bytes;
  }
  return [...tracks.values()].map(({ title, language, isDefault, cues }) => ({
    title,
    language,
    isDefault,
    cues: inOrder(withEnds(cues)),
  }));
}

/** Returns the length of a tick in seconds. */
function tickOf(info: Uint8Array<ArrayBuffer>): number {
  const scale = [...elements(info)].find(({ id }) => id === ID.timestampScale);
  return scale === undefined ? 1e-3 : readNumber(scale.body) / 1e9;
}

/** Returns the tracks of text by their numbers. Those that are encrypted are left out. */
function tracksOf(list: Uint8Array<ArrayBuffer>): Map<number, Track> {
  const found = new Map<number, Track>();
  for (const { id, body } of elements(list)) {
    if (id !== ID.track) continue;
    const parts = new Map([...elements(body)].map((part) => [part.id, part.body]));
    const text = (part: number): string | null => {
      const bytes = parts.get(part);
      return bytes === undefined ? null : new TextDecoder().decode(bytes).replace(/\0.*$/s, "");
    };
    const number = (part: number, missing: number): number => {
      const bytes = parts.get(part);
      return bytes === undefined ? missing : readNumber(bytes);
    };
    const codec = text(ID.codec) ?? "";
    const packing = packingOf(parts.get(ID.encodings));
    if (number(ID.trackType, 0) !== SUBTITLES || !isTextCodec(codec) || packing === null) continue;
    found.set(number(ID.trackNumber, 0), {
      title: text(ID.title),
      language: text(ID.languageTag) ?? text(ID.language) ?? "eng",
      isDefault: number(ID.isDefault, 1) === 1,
      codec,
      packing,
      cues: [],
    });
  }
  return found;
}

/** Returns how blocks are packed; null for a way that is not read. */
function packingOf(encodings: Uint8Array<ArrayBuffer> | undefined): BlockPacking | null {
  const inside = (bytes: Uint8Array<ArrayBuffer> | undefined, id: number) =>
    [...elements(bytes ?? new Uint8Array())].filter((one) => one.id === id);
  const all = inside(encodings, ID.encoding);
  if (all.length === 0) return { prefix: new Uint8Array(), isDeflated: false };
  const [compression] = inside(all[0]?.body, ID.compression);
  if (all.length > 1 || inside(all[0]?.body, ID.encryption).length > 0) return null;
  const [way] = inside(compression?.body, ID.compressionWay);
  const [settings] = inside(compression?.body, ID.compressionSettings);
  const number = way === undefined ? 0 : readNumber(way.body);
  if (number === 0) return { prefix: new Uint8Array(), isDeflated: true };
  return number === HEADER_STRIPPING
    ? { prefix: settings?.body ?? new Uint8Array(), isDeflated: false }
    : null;
}

/** Whether a block, or the group around one, is one of text, by its first bytes. */
function isOfText(
  tracks: ReadonlyMap<number, Track>,
  start: Uint8Array,
  isGroup: boolean,
): boolean {
  const inner = isGroup ? readHead(start, 0) : null;
  // A group may say its length before its block.
  if (isGroup && inner?.id !== ID.block) return true;
  return tracks.has(trackNumber(start.subarray(inner?.headBytes ?? 0)).value);
}

/** Reads a number whose leading zeros tell how many bytes it has. */
function trackNumber(bytes: Uint8Array): { readonly value: number; readonly bytes: number } {
  const length = Math.clz32(bytes[0] ?? 0) - 23;
  const first = (bytes[0] ?? 0) & (2 ** (8 - length) - 1);
  return { value: readNumber(bytes.subarray(1, length), first), bytes: length };
}

/** Reads a block of text: its track, its time beside the cluster's, how long it lasts if that is said, and its words. */
async function readBlock(
  tracks: ReadonlyMap<number, Track>,
  body: Uint8Array<ArrayBuffer>,
  isGroup: boolean,
) {
  const parts = new Map(isGroup ? [...elements(body)].map((part) => [part.id, part.body]) : []);
  const block = isGroup ? parts.get(ID.block) : body;
  if (block === undefined) return null;
  const { value, bytes } = trackNumber(block);
  const track = tracks.get(value);
  if (track === undefined || block.length < bytes + 3) return null;
  const ticks = new DataView(block.buffer, block.byteOffset).getInt16(bytes);
  if (((block[bytes + 2] ?? 0) & LACED) !== 0) return null;
  const text = await blockText(track.codec, block.subarray(bytes + 3), track.packing);
  const duration = parts.get(ID.blockDuration);
  const length = duration === undefined ? null : readNumber(duration);
  return { track, ticks, length, text: plainText(text) };
}

// The numbers of samples that an MP4's tables state. mediabunny 1.61 goes through some of them before it reads anything
// that would show that they are nonsense: four thousand million turns, or entries in memory.

import { walkBoxes } from "./mp4-boxes.ts";

/** The most frames of a track, and samples of a fragment, that are believed: 19 hours at 60 a second. */
export const MOST_SAMPLES = 2 ** 22;

/** Flags of a `trun` box by which it has something for each sample, so that its length bounds their number. */
const EACH_HAS = 0xf00;
/** Far more boxes than a file of fragments has that one would open here. */
const MOST_BOXES = 2 ** 16;
/** A fragment's table is much shorter; what is longer is left to the demuxer. */
const MOST_TABLE_BYTES = 2 ** 24;

/** Returns how many samples a box of a sample table, or a fragment's, speaks of; 0 where that is bounded by its length. */
export function samplesOf(type: string, body: DataView): number {
  if (type === "stts" || type === "ctts") return sumOf(entries(body, 8, 0));
  if (type === "stsz" || type === "stz2") return wordAt(body, 8);
  if (type !== "trun") return 0;
  return (wordAt(body, 0) & EACH_HAS) === 0 ? wordAt(body, 4) : 0;
}

/** Returns the most samples of a chunk, of which no track has more than samples in all. */
export const chunkSamplesOf = (type: string, body: DataView): number =>
  type === "stsc" ? entries(body, 12, 4).reduce((most, count) => Math.max(most, count), 0) : 0;

/** Whether a file has a fragment with more samples than are believed. */
export async function hasAbsurdFragment(file: Blob): Promise<boolean> {
  let at = 0;
  for (let count = 0; count < MOST_BOXES && at + 8 <= file.size; count++) {
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const size = boxBytes(head, file.size - at);
    if (size < 8) return false;
    if (isFragment(head) && size <= MOST_TABLE_BYTES) {
      let most = 0;
      const box = new DataView(await file.slice(at, at + size).arrayBuffer());
      walkBoxes(box, (type, body) => (most = Math.max(most, samplesOf(type, body))));
      if (most > MOST_SAMPLES) return true;
    }
    at += size;
  }
  return false;
}

const FRAGMENT = 0x6d6f6f66; // "moof"
const isFragment = (head: DataView): boolean => head.getUint32(4) === FRAGMENT;

/** Returns a box's bytes, those that are left in the file where it says so, and 0 where it makes no sense. */
function boxBytes(head: DataView, left: number): number {
  const size = head.getUint32(0);
  if (size === 0) return left;
  if (size !== 1) return size;
  return head.byteLength < 16 ? 0 : Number(head.getBigUint64(8));
}

/** Returns a number of each entry of a table, as far as the box goes. */
function entries(body: DataView, entryBytes: number, offset: number): number[] {
  const room = Math.floor(Math.max(0, body.byteLength - 8) / entryBytes);
  const count = Math.min(wordAt(body, 4), room);
  return Array.from({ length: count }, (_, i) => wordAt(body, 8 + i * entryBytes + offset));
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

const wordAt = (body: DataView, at: number): number =>
  at + 4 > body.byteLength ? 0 : body.getUint32(at);

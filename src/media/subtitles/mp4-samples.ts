// The samples of a track of text in an MP4, found by its tables.

import { MOST_SUBTITLE_BYTES } from "../../base/subtitles/parse.ts";
import { FileWindow } from "./file-window.ts";
import type { SampleTables } from "./mp4-track.ts";

/** When a sample is shown, in units of the track's media, and where it lies in the file. */
export interface SamplePlace {
  readonly fromTicks: number;
  readonly toTicks: number;
  readonly at: number;
  readonly size: number;
}

export interface TextSample extends Pick<SamplePlace, "fromTicks" | "toTicks"> {
  readonly bytes: DataView;
}

/** Subtitles of a whole day have fewer; tables that speak of more are not believed. */
export const MOST_TEXT_SAMPLES = 100_000;
/** What a sample of text may have. */
const MOST_SAMPLE_BYTES = 2 ** 16;

/** Reads the samples one after the other; ends where the file does. */
export async function* readSamples(
  file: Blob,
  places: Iterable<SamplePlace>,
): AsyncGenerator<TextSample> {
  const window = new FileWindow(file);
  let read = 0;
  for (const { at, size, ...times } of places) {
    if (size === 0 || size > MOST_SAMPLE_BYTES) continue;
    read += size;
    if (read > MOST_SUBTITLE_BYTES) return;
    const bytes = await window.read(at, size);
    if (bytes.length < size) return;
    yield { ...times, bytes: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
  }
}

/** Returns where the samples lie by the tables; ends where those do, or break off. */
export function* placesInTables({
  stts,
  stsc,
  stsz,
  stco,
  co64,
}: SampleTables): Generator<SamplePlace> {
  if (stts === null || stsc === null || stsz === null) return;
  const sizes = sampleSizes(stsz);
  const durations = runs(stts, 8);
  const offsets = sampleOffsets(sizes, chunkOffsets(stco, co64), stsc);
  let fromTicks = 0;
  for (const size of sizes) {
    const toTicks = fromTicks + (durations.next().value ?? 0);
    const at = offsets.next().value;
    if (at === undefined) return;
    yield { fromTicks, toTicks, at, size };
    fromTicks = toTicks;
  }
}

/** The number of a table's entries, as far as it goes. */
const countOf = (table: DataView, at: number, entryBytes: number): number =>
  table.byteLength < at + 4
    ? 0
    : Math.min(table.getUint32(at), Math.floor((table.byteLength - at - 4) / entryBytes));

function sampleSizes(stsz: DataView): number[] {
  if (stsz.byteLength < 12) return [];
  const one = stsz.getUint32(4);
  const count = one === 0 ? countOf(stsz, 8, 4) : stsz.getUint32(8);
  return Array.from({ length: Math.min(count, MOST_TEXT_SAMPLES) }, (_, i) =>
    one === 0 ? stsz.getUint32(12 + 4 * i) : one,
  );
}

/** The second number of each entry, as often as the first says. */
function* runs(table: DataView, entryBytes: number): Generator<number, undefined> {
  for (let i = 0; i < countOf(table, 4, entryBytes); i++) {
    const at = 8 + i * entryBytes;
    const value = table.getUint32(at + 4);
    for (let left = table.getUint32(at); left > 0; left--) yield value;
  }
  return undefined;
}

function chunkOffsets(stco: DataView | null, co64: DataView | null): number[] {
  if (stco !== null) {
    return Array.from({ length: countOf(stco, 4, 4) }, (_, i) => stco.getUint32(8 + 4 * i));
  }
  if (co64 === null) return [];
  return Array.from({ length: countOf(co64, 4, 8) }, (_, i) =>
    Number(co64.getBigUint64(8 + 8 * i)),
  );
}

/** Where each sample begins: behind the one before it in its chunk. */
function* sampleOffsets(
  sizes: readonly number[],
  chunks: readonly number[],
  stsc: DataView,
): Generator<number, undefined> {
  const entries = Array.from({ length: countOf(stsc, 4, 12) }, (_, i) => ({
    firstChunk: stsc.getUint32(8 + 12 * i),
    samples: stsc.getUint32(12 + 12 * i),
  }));
  let sample = 0;
  let entry = 0;
  for (const [chunk, offset] of chunks.entries()) {
    while ((entries[entry + 1]?.firstChunk ?? Infinity) <= chunk + 1) entry++;
    let at = offset;
    for (let i = 0; i < (entries[entry]?.samples ?? 0) && sample < sizes.length; i++) {
      yield at;
      at += sizes[sample++] ?? 0;
    }
  }
  return undefined;
}

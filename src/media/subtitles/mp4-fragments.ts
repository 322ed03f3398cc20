// The samples of tracks of text in the fragments of an MP4, which list their own.

import { boxSize, letters, walkBoxes } from "../mp4-boxes.ts";
import { isLong } from "../mp4-headers.ts";
import { MOST_TEXT_SAMPLES, type SamplePlace } from "./mp4-samples.ts";

/** What a track's samples have where neither their fragment nor its run says it. */
interface Defaults {
  readonly duration: number;
  readonly size: number;
}

/** A track's part of a fragment. */
interface Part extends Defaults {
  readonly track: number;
  /** Where its next run begins. */
  at: number;
  /** When its next sample begins. */
  ticks: number;
}

/** Far more boxes than a file of fragments has that one would open here. */
const MOST_BOXES = 2 ** 16;
/** A fragment's list is much shorter. */
const MOST_LIST_BYTES = 2 ** 24;

/** Flags of `tfhd` and `trun`: which fields there are. */
const HEAD = { base: 0x1, description: 0x2, duration: 0x8, size: 0x10, isFromFragment: 0x2_0000 };
const RUN = {
  offset: 0x1,
  firstFlags: 0x4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  shift: 0x800,
};

/**
 * Returns where the samples of the tracks lie, by their ids; none where the movie box does not announce fragments. Ends where
 * the file does, or breaks off.
 */
export async function placesInFragments(
  file: Blob,
  moov: DataView,
  tracks: readonly number[],
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, readonly SamplePlace[]>> {
  const places = new Map<number, SamplePlace[]>(tracks.map((track) => [track, []]));
  const defaults = defaultsIn(moov);
  if (defaults.size === 0 || tracks.length === 0) return places;
  for (let at = 0, count = 0; count < MOST_BOXES && at + 8 <= file.size; count++) {
    signal?.throwIfAborted();
    const head = new DataView(await file.slice(at, at + 16).arrayBuffer());
    const size = boxSize(head, 0, file.size - at, Infinity);
    if (size === null) break;
    if (letters(head, 4) === "moof" && size <= MOST_LIST_BYTES)
      readFragment(
        new DataView(await file.slice(at, at + size).arrayBuffer()),
        at,
        defaults,
        places,
      );
    at += size;
  }
  return places;
}

function defaultsIn(moov: DataView): Map<number, Defaults> {
  const found = new Map<number, Defaults>();
  walkBoxes(moov, (type, body) => {
    if (type !== "mvex") return;
    walkBoxes(body, (inner, trex) => {
      if (inner !== "trex" || trex.byteLength < 20) return;
      const [duration, size] = [trex.getUint32(12), trex.getUint32(16)];
      found.set(trex.getUint32(4), { duration, size });
    });
  });
  return found;
}

/** Adds the samples of one fragment, which begins at `start` in the file. */
function readFragment(
  moof: DataView,
  start: number,
  defaults: ReadonlyMap<number, Defaults>,
  places: ReadonlyMap<number, SamplePlace[]>,
): void {
  let part: Part | null = null;
  // What a part does not place follows the one before it.
  let end = start;
  walkBoxes(moof, (type, body) => {
    try {
      if (type === "traf") part = null;
      if (type === "tfhd") part = readHead(body, start, end, defaults, places);
      if (type === "tfdt" && part !== null)
        part.ticks = isLong(body) ? Number(body.getBigUint64(4)) : body.getUint32(4);
      if (type === "trun" && part !== null) end = readRun(body, part, places.get(part.track));
    } catch (thrown) {
      if (!(thrown instanceof RangeError)) throw thrown;
    }
  });
}

/** Reads a number of 24 bits behind a box's version. */
const flagsOf = (body: DataView): number => body.getUint32(0) & 0xff_ffff;

function readHead(
  tfhd: DataView,
  start: number,
  end: number,
  defaults: ReadonlyMap<number, Defaults>,
  places: ReadonlyMap<number, readonly SamplePlace[]>,
): Part {
  const flags = flagsOf(tfhd);
  const track = tfhd.getUint32(4);
  let field = 8;
  const next = (): number => tfhd.getUint32((field += 4) - 4);
  let at = (flags & HEAD.isFromFragment) === 0 ? end : start;
  if ((flags & HEAD.base) !== 0) {
    at = Number(tfhd.getBigUint64(field));
    field += 8;
  }
  if ((flags & HEAD.description) !== 0) next();
  const whole = defaults.get(track) ?? { duration: 0, size: 0 };
  const duration = (flags & HEAD.duration) === 0 ? whole.duration : next();
  const size = (flags & HEAD.size) === 0 ? whole.size : next();
  // Without a time of its own it goes on behind the fragment before.
  const ticks = places.get(track)?.at(-1)?.toTicks ?? 0;
  return { track, at, duration, size, ticks };
}

/** Adds a run's samples where its track is wanted; returns where its bytes end. */
function readRun(trun: DataView, part: Part, wanted: SamplePlace[] | undefined): number {
  const flags = flagsOf(trun);
  const count = Math.min(trun.getUint32(4), MOST_TEXT_SAMPLES);
  let field = 8;
  const next = (): number => trun.getUint32((field += 4) - 4);
  if ((flags & RUN.offset) !== 0) part.at += trun.getInt32((field += 4) - 4);
  if ((flags & RUN.firstFlags) !== 0) next();
  for (let i = 0; i < count; i++) {
    const duration = (flags & RUN.duration) === 0 ? part.duration : next();
    const size = (flags & RUN.size) === 0 ? part.size : next();
    if ((flags & RUN.flags) !== 0) next();
    if ((flags & RUN.shift) !== 0) next();
    const { at, ticks: fromTicks } = part;
    part.ticks += duration;
    part.at += size;
    if (wanted !== undefined && wanted.length < MOST_TEXT_SAMPLES)
      wanted.push({ fromTicks, toTicks: part.ticks, at, size });
  }
  return part.at;
}

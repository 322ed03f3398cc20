// When the frames of a track are shown, as far as that can be found out quickly.

import { EncodedPacketSink, type InputVideoTrack } from "mediabunny";

/** The most frames that are counted: a film has 200,000, and counting them would take too long. */
const COUNT_LIMIT = 1_000;
/** No codec holds back more frames than this in order to reorder them. */
const REORDERED = 16;

export interface FrameTimes {
  readonly startSec: number;
  /** When the last frame ends, in seconds. */
  readonly endSec: number;
  /** The number of frames in the track, or null when there are more than the limit. */
  readonly count: number | null;
  /** The number of frames, counted or estimated from the rate at the track's beginning. */
  readonly estimate: number;
  /** The middle of the time that each frame is shown, ascending; null when `count` is null. */
  readonly middlesSec: readonly number[] | null;
}

/** Reads all packet headers of a short track, and both ends of a long one. Returns null for a track without packets. */
export async function readFrameTimes(track: InputVideoTrack): Promise<FrameTimes | null> {
  const starts: number[] = [];
  const sink = new EncodedPacketSink(track);
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    starts.push(packet.timestamp);
    if (starts.length > COUNT_LIMIT) break;
  }
  if (starts.length === 0) return null;
  // Packets come in decode order. A frame before time zero is one that the file's edit list hides.
  starts.sort((one, other) => one - other);
  const shown = starts.filter((start) => start >= 0);
  const visible = shown.length > 0 ? shown : starts;
  const startSec = visible[0] ?? 0;
  const endSec = Math.max(await track.computeDuration(), visible.at(-1) ?? 0);
  if (starts.length > COUNT_LIMIT) {
    const estimate = Math.round((endSec - startSec) * rateOf(visible));
    return { startSec, endSec, count: null, estimate, middlesSec: null };
  }
  const middlesSec = visible.map((start, index) => (start + (visible[index + 1] ?? endSec)) / 2);
  return { startSec, endSec, count: visible.length, estimate: visible.length, middlesSec };
}

/** Returns frames a second. The last starts are left out: frames decoded out of order are still missing there. */
function rateOf(starts: readonly number[]): number {
  const count = starts.length - REORDERED;
  return count / Math.max(Number.EPSILON, (starts[count] ?? 0) - (starts[0] ?? 0));
}

// When the frames of a track are shown, as far as that can be found out quickly.

import { EncodedPacketSink, type InputVideoTrack } from "mediabunny";
import { beginWithFrame, shows, WHOLE_TRACK, type Edit } from "./edits.ts";

/** The most frames that are counted: a film has 200,000, and counting them would take too long. */
const COUNT_LIMIT = 1_000;
/** No codec holds back more frames than this in order to reorder them. */
const REORDERED = 16;
/** A last frame that lasts longer than this, and ten times longer than all before it, was not recorded so. */
const LONG_LAST_SEC = 3_600;

export interface FrameTimes {
  readonly startSec: number;
  /** When the last frame ends, in seconds. */
  readonly endSec: number;
  /** The number of frames that are shown, or null when there are more than the limit. */
  readonly count: number | null;
  /** The number of frames, counted or estimated from the rate at the track's beginning. */
  readonly estimate: number;
  /** The middle of the time that each frame is shown, ascending; null when `count` is null. */
  readonly middlesSec: readonly number[] | null;
  /** The stretches of the track that are shown; the times above are the clip's. */
  readonly edits: readonly Edit[];
}

/** What a file's headers say of the track's times, where they say it. */
export interface StatedTimes {
  readonly edits: readonly Edit[];
  /** When the media ends, in track time; 0 when that is not said. */
  readonly endSec: number;
  /** How inexact the edits are. */
  readonly tickSec: number;
}

/** The edits of a track that a file says nothing is shown of: all of it is. */
const EVERYTHING: readonly Edit[] = [
  { fromSec: -Infinity, toSec: Infinity, shiftSec: 0, untilSec: Infinity },
];
const NOTHING_STATED: StatedTimes = { edits: WHOLE_TRACK, endSec: 0, tickSec: 0 };

/** Reads all packet headers of a short track, and both ends of a long one. Returns null for a track without packets. */
export async function readFrameTimes(
  track: InputVideoTrack,
  stated: StatedTimes = NOTHING_STATED,
): Promise<FrameTimes | null> {
  const sink = new EncodedPacketSink(track);
  const starts: number[] = [];
  for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) {
    starts.push(packet.timestamp);
    if (starts.length > COUNT_LIMIT) break;
  }
  if (starts.length === 0) return null;
  // Packets come in decode order.
  starts.sort((one, other) => one - other);
  const isCounted = starts.length <= COUNT_LIMIT;
  const last = isCounted ? undefined : await sink.getPacket(Infinity, { metadataOnly: true });
  const lastSec = last?.timestamp ?? starts.at(-1) ?? 0;
  const trackEnd = endOf(starts, lastSec, await track.computeDuration(), stated.endSec);
  const isAnyShown = starts.some((start) => stated.edits.some((edit) => shows(edit, start)));
  const edits = isAnyShown || !isCounted ? beginWithFrame(stated.edits, starts) : EVERYTHING;
  const spans = edits.flatMap((edit) => spansOf(edit, starts, trackEnd, stated.tickSec));
  const startSec = spans[0]?.fromSec ?? (isCounted ? starts[0] : edits[0]?.fromSec) ?? 0;
  if (!isCounted) {
    const endSec = Math.max(
      startSec,
      ...edits.map((edit) => endIn(edit, trackEnd, stated.tickSec)),
    );
    const estimate = Math.max(1, Math.round((endSec - startSec) * rateOf(starts)));
    return { startSec, endSec, count: null, estimate, middlesSec: null, edits };
  }
  const endSec = spans.at(-1)?.toSec ?? startSec;
  // All frames at the same moment: there is nothing to tell them apart by.
  if (endSec <= startSec) {
    const estimate = starts.length;
    const middlesSec = starts.map(() => startSec);
    return { startSec, endSec: startSec, count: estimate, estimate, middlesSec, edits };
  }
  const middlesSec = spans.map(({ fromSec, toSec }) => (fromSec + toSec) / 2);
  return { startSec, endSec, count: spans.length, estimate: spans.length, middlesSec, edits };
}

/** Returns the track time at which the last frame ends; `computed` and `stated` are what packets and headers say. */
function endOf(
  starts: readonly number[],
  lastSec: number,
  computed: number,
  stated: number,
): number {
  const firstSec = starts[0] ?? 0;
  // Where frames are reordered, headers are often a little short, so only a strange end is held against them.
  const isStrange = computed - lastSec > lastSec - firstSec;
  const end = isStrange && stated > lastSec ? Math.min(computed, stated) : computed;
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0));
  const lengths = gaps.filter((gap) => gap > 0).sort((one, other) => one - other);
  const usual = lengths[lengths.length >> 1] ?? 0;
  const isAbsurd = end - lastSec > Math.max(LONG_LAST_SEC, 10 * (lastSec - firstSec));
  return isAbsurd && usual > 0 ? lastSec + usual : Math.max(lastSec, end);
}

interface Span {
  readonly fromSec: number;
  readonly toSec: number;
}

/** Returns the clip times at which the frames of a stretch are shown. Of frames at the same moment the last is seen. */
function spansOf(edit: Edit, starts: readonly number[], trackEnd: number, tickSec: number): Span[] {
  const shown = starts.filter((start) => shows(edit, start));
  const end = endIn(edit, trackEnd, tickSec);
  return shown
    .map((start, index) => ({
      fromSec: start - edit.shiftSec,
      toSec: index + 1 < shown.length ? (shown[index + 1] ?? 0) - edit.shiftSec : end,
    }))
    .filter(({ fromSec, toSec }, index) => toSec > fromSec || index === shown.length - 1);
}

/** Returns the clip time at which a stretch ends. Edits are rounded to ticks, so the nearer end of the media counts. */
function endIn({ toSec, shiftSec }: Edit, trackEnd: number, tickSec: number): number {
  const end = trackEnd - shiftSec;
  return toSec < end - tickSec ? toSec : end;
}

/** Returns frames a second. The last starts are left out: frames decoded out of order are still missing there. */
function rateOf(starts: readonly number[]): number {
  const shown = starts.filter((start) => start >= 0);
  const count = shown.length - REORDERED;
  return count / Math.max(Number.EPSILON, (shown[count] ?? 0) - (shown[0] ?? 0));
}

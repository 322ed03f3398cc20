// Which stretches of a track a clip shows, and when. "Clip time" is what the reader, the player and the model see;
// "track time" is that of the demuxer's packets, which knows the start of the first edit only. Pure.

import { must } from "../base/assert.ts";
import type { Mp4Headers, Mp4Track } from "./mp4-headers.ts";

/** One stretch. A moment of the clip plus `shiftSec` is a moment of the track. */
export interface Edit {
  /** Clip time at which it begins. */
  readonly fromSec: number;
  /** Clip time at which it ends; Infinity when the track's end is its end. */
  readonly toSec: number;
  readonly shiftSec: number;
  /** Track time from which on nothing is shown; Infinity when the track's end is its end. */
  readonly untilSec: number;
}

/** What a track without an edit list shows: everything from zero on. */
export const WHOLE_TRACK: readonly Edit[] = [
  { fromSec: 0, toSec: Infinity, shiftSec: 0, untilSec: Infinity },
];

/** Returns the stretches in order of clip time, at least one. */
export function editsOf(track: Mp4Track, { isFragmented }: Mp4Headers): readonly Edit[] {
  const origin = demuxerOrigin(track);
  const edits: Edit[] = [];
  let fromSec = 0;
  for (const [index, { durationSec, mediaTime }] of track.edits.entries()) {
    const isLast = index === track.edits.length - 1;
    const isOpen = isFragmented || (durationSec === 0 && isLast);
    const toSec = isOpen ? Infinity : fromSec + durationSec;
    if (mediaTime !== -1 && toSec > fromSec) {
      const shiftSec = mediaTime / track.timescale - origin - fromSec;
      edits.push({ fromSec, toSec, shiftSec, untilSec: toSec + shiftSec });
      // Players and ffmpeg show fragments from the first edit on.
      if (isFragmented) break;
    }
    fromSec += durationSec;
  }
  return edits.length > 0 ? edits : WHOLE_TRACK;
}

/** Returns the media time in seconds that mediabunny calls zero: the first edit's start, less what is empty before it. */
export function demuxerOrigin({ edits, timescale }: Pick<Mp4Track, "edits" | "timescale">): number {
  const first = edits.find(({ mediaTime }) => mediaTime !== -1);
  if (first === undefined || first.rate !== 1) return 0;
  const emptySec = edits
    .slice(0, edits.indexOf(first))
    .reduce((sum, { durationSec }) => sum + durationSec, 0);
  return (first.mediaTime - Math.round(emptySec * timescale)) / timescale;
}

/** Less than any unit of time in a file, more than what seconds in 64 bits are wrong by. */
const NOTHING_SEC = 1e-6;

/** Returns the stretch on show at a moment of the clip; between two, the one before. */
export function editAt(edits: readonly Edit[], timeSec: number): Edit {
  const found = edits.findLast(({ fromSec }) => fromSec <= timeSec + NOTHING_SEC) ?? edits[0];
  return must(found, "an edit");
}

/** Returns the track time on show at a moment of the clip, which lies in the stretch or in a gap beside it. */
export const trackTime = ({ shiftSec, untilSec }: Edit, timeSec: number): number =>
  Math.min(timeSec + shiftSec, untilSec - NOTHING_SEC);

/** Whether a frame that begins at `startSec` of track time is shown by the stretch. As in ffmpeg, its start decides. */
export const shows = ({ fromSec, shiftSec, untilSec }: Edit, startSec: number): boolean =>
  startSec + NOTHING_SEC >= fromSec + shiftSec && startSec + NOTHING_SEC < untilSec;

/**
 * Players move a clip of one edit so that its first whole frame is at the edit's start, instead of showing a part of
 * the frame before it. `starts` are those of the track's frames, ascending.
 */
export function beginWithFrame(edits: readonly Edit[], starts: readonly number[]): readonly Edit[] {
  const [edit, ...others] = edits;
  const first = edit && starts.find((start) => shows(edit, start));
  if (edit === undefined || first === undefined || others.length > 0 || edits === WHOLE_TRACK)
    return edits;
  return [{ ...edit, shiftSec: first - edit.fromSec }];
}

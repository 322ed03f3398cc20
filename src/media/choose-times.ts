// Chooses the moments of a clip to look at. Pure functions.

import { AppError } from "../base/errors.ts";
import { roundHalfEven } from "../base/round.ts";
import { rangeWithin, type TimeRange } from "../base/time-range.ts";
import { MAX_FRAMES, type FrameSampling, type Looking, type Spread } from "../base/sampling.ts";

export interface ClipTimes {
  /** The start of the first frame and the end of the last, in seconds. */
  readonly startSec: number;
  readonly endSec: number;
  /** The number of frames, counted or estimated from the rate at the clip's beginning. */
  readonly frames: number;
  /** The middle of the time that each frame is shown, ascending; null when the frames were not counted. */
  readonly frameMiddlesSec: readonly number[] | null;
}

/** Returns the part of a clip as a clip of its own; a frame belongs to it when the middle of its time does. */
function partOf(clip: ClipTimes, range: TimeRange | undefined): ClipTimes {
  const part = rangeWithin(clip, range);
  if (part === undefined) return clip;
  const { fromSec: startSec, toSec: endSec } = part;
  const { frames, frameMiddlesSec } = clip;
  const share = (endSec - startSec) / (clip.endSec - clip.startSec);
  const estimate = { startSec, endSec, frames: Math.max(1, Math.round(frames * share)) };
  if (frameMiddlesSec === null) return { ...estimate, frameMiddlesSec };
  const inside = frameMiddlesSec.filter((middle) => middle >= startSec && middle <= endSec);
  // Between the middles of two frames one of them is still on show.
  const middles = inside.length > 0 ? inside : [(startSec + endSec) / 2];
  return { startSec, endSec, frames: middles.length, frameMiddlesSec: middles };
}

/**
 * Returns T ascending moments, each of which shows a different frame: T = min(wanted, the clip's own frames, 64).
 * `looking` takes precedence over `sampling`. A number of frames is rounded and held within 1–64; a value that is not a
 * number is ignored.
 */
export function chooseTimes(
  whole: ClipTimes,
  sampling: FrameSampling,
  looking: Omit<Looking, "stepTokens"> = {},
): number[] {
  const clip = partOf(whole, looking.range);
  const { frames, spread = sampling.spread } = looking;
  const wanted = frames !== undefined && Number.isFinite(frames) ? frames : undefined;
  const count = Math.min(countOf(clip, sampling, wanted), Math.max(1, clip.frames));
  if (spread === "centres") return centres(clip, count);
  const most = wanted ?? sampling.most;
  const span =
    spread === "ends" ? spanOf(clip, sampling, most) : { first: 0, last: clip.frames - 1 };
  const rounded = sampling.roundsPlaces === true ? roundHalfEven : Math.floor;
  return indices(spread, count, span, clip.frames, rounded).map((index) => momentOf(clip, index));
}

function countOf(clip: ClipTimes, sampling: FrameSampling, wanted: number | undefined): number {
  const { framesPerSec, least, most, multipleOf, roundsPlaces } = sampling;
  const held = (count: number): number => Math.min(MAX_FRAMES, Math.max(1, count));
  const even = (count: number): number => Math.max(multipleOf, count - (count % multipleOf));
  if (wanted !== undefined) return held(Math.round(wanted));
  if (framesPerSec === null) return held(most);
  const byRate = (clip.endSec - clip.startSec) * framesPerSec;
  if (multipleOf === 1) {
    // Seconds are inexact; without the margin a whole number of frames could be rounded down to one less.
    const count = roundsPlaces === true ? Math.floor(byRate + 1e-6) : roundHalfEven(byRate);
    return held(Math.min(most, Math.max(least, count)));
  }
  const within = Math.min(Math.max(byRate, least), most, clip.frames, MAX_FRAMES);
  return held(even(Math.floor(within)));
}

/** Returns the first and last of the frames that `ends` chooses from (transformers, SmolVLM's `sample_frames`). */
function spanOf(
  { startSec, endSec, frames }: ClipTimes,
  { framesPerSec, skipSec }: FrameSampling,
  most: number,
): { first: number; last: number } {
  const whole = { first: 0, last: Math.max(0, frames - 1) };
  const lengthSec = endSec - startSec;
  if (skipSec === 0 || framesPerSec === null) return whole;
  if (lengthSec - 2 * skipSec <= most * framesPerSec) return whole;
  // Seconds are inexact; without rounding a whole number of frames could come out slightly too small.
  const skipped = Math.round(((skipSec * frames) / lengthSec) * 1e6) / 1e6;
  const part = {
    first: Math.trunc(skipped),
    last: Math.min(Math.trunc(frames - skipped), whole.last),
  };
  return part.first < part.last ? part : whole;
}

function indices(
  spread: Exclude<Spread, "centres">,
  count: number,
  { first, last }: { first: number; last: number },
  frames: number,
  whole: (place: number) => number,
): number[] {
  const step = count > 1 ? (last - first) / (count - 1) : 0;
  const places = Array.from({ length: count }, (_, i) => {
    if (spread === "starts") return Math.floor((i * frames) / count);
    // This is numpy's order of operations, in which the last value is the end itself.
    return i > 0 && i === count - 1 ? last : whole(i * step + first);
  });
  return [...new Set(places)];
}

/** Returns the middle of the time that a frame is shown; uncounted frames are assumed to last equally long. */
function momentOf({ startSec, endSec, frames, frameMiddlesSec }: ClipTimes, index: number): number {
  return frameMiddlesSec?.[index] ?? startSec + ((index + 0.5) * (endSec - startSec)) / frames;
}

/** Returns every frame of a clip that has at most `count`; otherwise the centres of `count` equal bins. */
function centres(clip: ClipTimes, count: number): number[] {
  const { startSec, endSec, frames, frameMiddlesSec } = clip;
  if (frameMiddlesSec !== null && frames <= count) return [...frameMiddlesSec];
  // A clip without length has one moment.
  if (endSec <= startSec) return [startSec];
  return binCentres(clip, count);
}

const binCentres = ({ startSec, endSec }: ClipTimes, count: number): number[] =>
  Array.from({ length: count }, (_, i) => startSec + ((i + 0.5) * (endSec - startSec)) / count);

/** The most frames of a video that is read whole: twelve days at one a second. */
const MOST_TIMES = 2 ** 20;

/**
 * Returns the centres of equal bins, `framesPerSec` of them a second, at least one. For videos that are read whole.
 * @throws AppError `video-too-long` for more than a million of them.
 */
export function timesAtRate(clip: ClipTimes, framesPerSec: number): number[] {
  const lengthSec = Math.max(0, clip.endSec - clip.startSec);
  const count = Math.max(1, Math.round(lengthSec * framesPerSec));
  if (!(count <= MOST_TIMES)) {
    const days = Math.round(lengthSec / 86_400);
    throw new AppError(
      "video-too-long",
      `This video says that it lasts ${days} days, of which ${count} frames would be read; at most ${MOST_TIMES} are.`,
      "If it is shorter, its last frames are damaged: export it again. Else read fewer frames a second, or cut it into parts.",
    );
  }
  return binCentres(clip, count);
}
/** The stretch of time that a chosen moment represents: `fromSec` ≤ t < `toSec`. */
export interface TimeBin {
  readonly index: number;
  readonly timeSec: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** Returns the bins around ascending times. Borders lie half-way between neighbours; the outer two bins are open. */
export function binsAround(timesSec: readonly number[]): TimeBin[] {
  return timesSec.map((timeSec, index) => {
    const before = timesSec[index - 1];
    const after = timesSec[index + 1];
    return {
      index,
      timeSec,
      fromSec: before === undefined ? -Infinity : (before + timeSec) / 2,
      toSec: after === undefined ? Infinity : (timeSec + after) / 2,
    };
  });
}

/** Returns the index in `timesSec` of the bin that a moment lies in. */
export const binOf = (timesSec: readonly number[], timeSec: number): number =>
  binsAround(timesSec).findIndex(({ toSec }) => timeSec < toSec);

// Which moments of a clip to look at. Pure.

import { roundHalfEven } from "../base/round.ts";
import type { FrameSampling, Looking, Spread } from "../base/sampling.ts";

/** The most frames that are looked at. */
export const MAX_FRAMES = 64;

export interface ClipTimes {
  /** Start of the first frame and end of the last, seconds. */
  readonly startSec: number;
  readonly endSec: number;
  /** Counted, or by the rate of the clip's beginning. */
  readonly frames: number;
  /** The middle of the time that each frame is shown, ascending; null for a clip whose frames were not counted. */
  readonly frameMiddlesSec: readonly number[] | null;
}

/**
 * T ascending moments, at each of which another frame is on show: T = min(wanted, the clip's own frames, 64). `looking`
 * goes before `sampling`; a number of frames is rounded and held within 1–64, anything that is no number counts as none.
 */
export function chooseTimes(
  clip: ClipTimes,
  sampling: FrameSampling,
  looking: Omit<Looking, "stepTokens"> = {},
): number[] {
  const { frames, spread = sampling.spread } = looking;
  const wanted = frames !== undefined && Number.isFinite(frames) ? frames : undefined;
  const count = Math.min(countOf(clip, sampling, wanted), Math.max(1, clip.frames));
  if (spread === "centres") return centres(clip, count);
  const most = wanted ?? sampling.most;
  const span =
    spread === "ends" ? spanOf(clip, sampling, most) : { first: 0, last: clip.frames - 1 };
  const whole = sampling.roundsPlaces === true ? roundHalfEven : Math.floor;
  return indices(spread, count, span, clip.frames, whole).map((index) => momentOf(clip, index));
}

function countOf(clip: ClipTimes, sampling: FrameSampling, wanted: number | undefined): number {
  const { framesPerSec, least, most, multipleOf, roundsPlaces } = sampling;
  const held = (count: number): number => Math.min(MAX_FRAMES, Math.max(1, count));
  const even = (count: number): number => Math.max(multipleOf, count - (count % multipleOf));
  if (wanted !== undefined) return held(Math.round(wanted));
  if (framesPerSec === null) return held(most);
  const byRate = (clip.endSec - clip.startSec) * framesPerSec;
  if (multipleOf === 1) {
    // Seconds carry errors that a whole number of frames must not fall below itself by.
    const count = roundsPlaces === true ? Math.floor(byRate + 1e-6) : roundHalfEven(byRate);
    return held(Math.min(most, Math.max(least, count)));
  }
  const within = Math.min(Math.max(byRate, least), most, clip.frames, MAX_FRAMES);
  return held(even(Math.floor(within)));
}

/** First and last of the frames that `ends` chooses from (transformers, SmolVLM's `sample_frames`). */
function spanOf(
  { startSec, endSec, frames }: ClipTimes,
  { framesPerSec, skipSec }: FrameSampling,
  most: number,
): { first: number; last: number } {
  const whole = { first: 0, last: Math.max(0, frames - 1) };
  const lengthSec = endSec - startSec;
  if (skipSec === 0 || framesPerSec === null) return whole;
  if (lengthSec - 2 * skipSec <= most * framesPerSec) return whole;
  // Seconds carry errors that a whole number of frames must not fall below itself by.
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
    // In numpy's order of operations, and its last value is the end itself.
    return i > 0 && i === count - 1 ? last : whole(i * step + first);
  });
  return [...new Set(places)];
}

/** The middle of the time that a frame is shown; of frames that were not counted all are taken to last as long. */
function momentOf({ startSec, endSec, frames, frameMiddlesSec }: ClipTimes, index: number): number {
  return frameMiddlesSec?.[index] ?? startSec + ((index + 0.5) * (endSec - startSec)) / frames;
}

/** Every frame of a clip with no more than `count`; otherwise the centres of `count` equal bins. */
function centres(clip: ClipTimes, count: number): number[] {
  const { startSec, endSec, frames, frameMiddlesSec } = clip;
  if (frameMiddlesSec !== null && frames <= count) return [...frameMiddlesSec];
  // A clip without length has one moment.
  if (endSec <= startSec) return [startSec];
  return binCentres(clip, count);
}

const binCentres = ({ startSec, endSec }: ClipTimes, count: number): number[] =>
  Array.from({ length: count }, (_, i) => startSec + ((i + 0.5) * (endSec - startSec)) / count);

/** Centres of equal bins, `framesPerSec` of them a second, at least one. For videos that are read, not sampled. */
export function timesAtRate(clip: ClipTimes, framesPerSec: number): number[] {
  const count = Math.max(1, Math.round(Math.max(0, clip.endSec - clip.startSec) * framesPerSec));
  return binCentres(clip, count);
}
/** A stretch of time that one of the chosen moments stands for: `fromSec` ≤ t < `toSec`. */
export interface TimeBin {
  readonly index: number;
  readonly timeSec: number;
  readonly fromSec: number;
  readonly toSec: number;
}

/** The bins around ascending times: borders lie half-way between neighbours, the outer two are open. */
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

/** In whose bin a moment lies, as an index of `timesSec`. */
export const binOf = (timesSec: readonly number[], timeSec: number): number =>
  binsAround(timesSec).findIndex(({ toSec }) => timeSec < toSec);

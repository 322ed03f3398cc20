// Which moments of a clip to look at. Pure.

/** The default number of frames, and the most that may be asked for. */
export const DEFAULT_FRAMES = 32;
export const MAX_FRAMES = 64;

export interface ClipTimes {
  /** Start of the first frame and end of the last, seconds. */
  readonly startSec: number;
  readonly endSec: number;
  /** The middle of the time that each frame is shown, ascending; null for a clip with more than `MAX_FRAMES`. */
  readonly frameMiddlesSec: readonly number[] | null;
}

/**
 * T ascending times, T = min(wanted, the clip's own frames). Every frame of a clip with no more than `wanted`;
 * otherwise the centres of T equal bins, so that no time falls on a border between two frames or on the clip's end.
 * `wanted` is rounded and held within 1–64; anything that is no number counts as the default.
 */
export function chooseTimes(clip: ClipTimes, wanted: number = DEFAULT_FRAMES): number[] {
  const count = Number.isFinite(wanted)
    ? Math.min(MAX_FRAMES, Math.max(1, Math.round(wanted)))
    : DEFAULT_FRAMES;
  const { startSec, endSec, frameMiddlesSec } = clip;
  if (frameMiddlesSec !== null && frameMiddlesSec.length <= count) return [...frameMiddlesSec];
  const binSec = Math.max(0, endSec - startSec) / count;
  // A clip without length has one moment.
  if (binSec === 0) return [startSec];
  return Array.from({ length: count }, (_, index) => startSec + (index + 0.5) * binSec);
}

/** Centres of equal bins, `framesPerSec` of them a second, at least one. For videos that are read, not sampled. */
export function timesAtRate({ startSec, endSec }: ClipTimes, framesPerSec: number): number[] {
  const lengthSec = Math.max(0, endSec - startSec);
  const count = Math.max(1, Math.round(lengthSec * framesPerSec));
  return Array.from({ length: count }, (_, i) => startSec + ((i + 0.5) * lengthSec) / count);
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

// Time as the waterfall draws it. Stretches without work (the reader looked, thought, typed, or asked something else) are cut
// to a narrow gap, so that a question that was asked a minute after the video was read is still drawn beside it.

export interface Interval {
  readonly startMs: number;
  readonly endMs: number;
}

/** A stretch that was cut, and its place on the work clock. */
export interface Break {
  readonly atMs: number;
  readonly widthMs: number;
  readonly cutMs: number;
}

/** A stretch that is drawn to scale. */
export interface Piece {
  readonly atMs: number;
  readonly lengthMs: number;
}

export interface WorkClock {
  /** Converts a moment of the engine's clock to the work clock, which is 0 at the start of the first interval. */
  readonly at: (ms: number) => number;
  readonly lengthMs: number;
  readonly pieces: readonly Piece[];
  readonly breaks: readonly Break[];
}

/** The length, and the share of the work, up to which a stretch is drawn to scale. */
const SHORTEST_CUT_MS = 150;
const SHORTEST_CUT_SHARE = 0.05;
/** The width of a cut, as a share of the work. */
const CUT_WIDTH_SHARE = 0.03;

/** Merges intervals that overlap or touch, and returns them in order of time. */
export function mergeIntervals(intervals: readonly Interval[]): Interval[] {
  const merged: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of [...intervals].sort((a, b) => a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last !== undefined && startMs <= last.endMs) last.endMs = Math.max(last.endMs, endMs);
    else merged.push({ startMs, endMs });
  }
  return merged;
}

/** Returns the milliseconds that at least one of the intervals covers. */
export const coveredMs = (intervals: readonly Interval[]): number =>
  mergeIntervals(intervals).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);

export function createWorkClock(intervals: readonly Interval[]): WorkClock {
  const merged = mergeIntervals(intervals);
  const first = merged[0];
  if (first === undefined) return { at: () => 0, lengthMs: 0, pieces: [], breaks: [] };
  const workMs = coveredMs(merged);
  const shortestCut = Math.max(SHORTEST_CUT_MS, SHORTEST_CUT_SHARE * workMs);

  // The pieces of the engine's clock, and where each begins on the work clock.
  const pieces: { startMs: number; endMs: number; atMs: number; lengthMs: number }[] = [];
  const breaks: Break[] = [];
  let atMs = 0;
  let from = first.startMs;
  for (const [index, { endMs }] of merged.entries()) {
    const next = merged[index + 1];
    const cutMs = next === undefined ? 0 : next.startMs - endMs;
    if (next !== undefined && cutMs <= shortestCut) continue;
    pieces.push({ startMs: from, endMs, atMs, lengthMs: endMs - from });
    atMs += endMs - from;
    if (next === undefined) break;
    const widthMs = CUT_WIDTH_SHARE * workMs;
    breaks.push({ atMs, widthMs, cutMs });
    atMs += widthMs;
    from = next.startMs;
  }
  return {
    at: (ms) => {
      const piece = pieces.findLast(({ startMs }) => startMs <= ms);
      if (piece === undefined) return 0;
      return piece.atMs + Math.min(ms, piece.endMs) - piece.startMs;
    },
    lengthMs: atMs,
    pieces,
    breaks,
  };
}

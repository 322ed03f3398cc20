// The time of a stream's frames. Their own timestamps tell it, so that it neither drifts nor depends on when a frame was
// looked at; only where they stop with the computer, which may sleep, the clock of the day tells how long.

/** A stretch of time without a picture. */
export interface StreamGap {
  /** The time of the last frame before it, seconds. */
  readonly fromSec: number;
  /** The time of the first frame after it, seconds. */
  readonly toSec: number;
  /** Whether the computer slept, as far as its clocks tell. */
  readonly wasAsleep: boolean;
}

export interface StreamClock {
  /** Returns the time of a frame, seconds since the first; `timestampUs` is its own, in microseconds. */
  at(timestampUs: number): number;
  /** The time of the last frame. */
  readonly lastSec: number;
  /** The time now. */
  readonly nowSec: number;
  /** The last gaps, the oldest first. */
  readonly gaps: readonly StreamGap[];
}

/** Frames further apart than this leave a gap that is told, seconds. */
const GAP_SEC = 5;
/** The clocks disagree by more than this only when one of them stood still, seconds. */
const ASLEEP_SEC = 30;
const MOST_GAPS = 100;

/** `wallMs` returns the milliseconds of the day's clock, which goes on while the computer sleeps. */
export function createStreamClock(wallMs: () => number): StreamClock {
  let startUs: number | null = null;
  let startMs = 0;
  let sleptSec = 0;
  let lastSec = 0;
  const gaps: StreamGap[] = [];
  const wallSec = (): number => (startUs === null ? 0 : (wallMs() - startMs) / 1_000);
  return {
    at(timestampUs) {
      if (startUs === null) {
        startUs = timestampUs;
        startMs = wallMs();
      }
      const behindSec = wallSec() - ((timestampUs - startUs) / 1e6 + sleptSec);
      const hasSlept = behindSec > ASLEEP_SEC;
      if (hasSlept) sleptSec += behindSec;
      // A source whose timestamps begin anew does not go back in time.
      const sec = Math.max(lastSec, (timestampUs - startUs) / 1e6 + sleptSec);
      if (sec - lastSec > GAP_SEC) {
        gaps.push({ fromSec: lastSec, toSec: sec, wasAsleep: hasSlept });
        if (gaps.length > MOST_GAPS) gaps.shift();
      }
      lastSec = sec;
      return sec;
    },
    get lastSec() {
      return lastSec;
    },
    get nowSec() {
      return Math.max(lastSec, wallSec());
    },
    gaps,
  };
}

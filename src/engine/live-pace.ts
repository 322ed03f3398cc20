// How fast a source can be read as it happens, and the rate that follows. One slow chunk, such as one that waited behind a
// question, changes nothing: the median of the last ones counts.

/** How long the last chunks took. */
export interface PaceWatch {
  /** Hears that so many frames took so many milliseconds, without the time in which none waited. */
  saw(frames: number, ms: number): void;
  /** The frames a second that are to be taken. */
  readonly framesPerSec: number;
  /** How many times faster than wanted frames are read; null until a chunk was timed. */
  readonly factor: number | null;
}

const LAST = 3;
/** So much of what can be read is taken, because questions take their time too. */
const SHARE = 0.8;
/** The least that is taken, in shares of what is wanted. */
const LEAST = 1 / 64;

export function createPaceWatch(wanted: number): PaceWatch {
  let last: number[] = [];
  let isWarm = false;
  const median = (): number | null =>
    last.length === 0
      ? null
      : (last.toSorted((a, b) => a - b)[Math.floor(last.length / 2)] ?? null);
  return {
    saw(frames, ms) {
      // While the first chunk is read, shaders are compiled.
      if (isWarm) last = [...last, frames / Math.max(1e-3, ms / 1_000)].slice(-LAST);
      isWarm = true;
    },
    get framesPerSec() {
      const able = median();
      return able === null ? wanted : Math.max(wanted * LEAST, Math.min(wanted, able * SHARE));
    },
    get factor() {
      const able = median();
      return able === null ? null : able / wanted;
    },
  };
}

// Decoded frames, in order of time → the one that each bin wants, or the next best inside the bin.

import type { TimeBin } from "./choose-times.ts";

/** A bin and the packet on show at its moment. */
export interface WantedFrame {
  readonly bin: TimeBin;
  /** The packet's timestamp as WebCodecs carries it. */
  readonly timestampUs: number;
}

/** What stands for a bin. `timeSec` is the bin's moment, or, for a substitute, the substitute's own. */
export type OnMatch = (bin: TimeBin, frame: VideoFrame, timeSec: number) => void;

/**
 * Takes frames in presentation order. A wanted frame that never comes is replaced by the frame nearest to it in the
 * same bin, if the decoder gave one: any moment of a bin is an honest sample of it.
 */
export class FrameMatch {
  readonly #pending: WantedFrame[];
  readonly #onMatch: OnMatch;
  readonly #onMiss: (bin: TimeBin) => void;
  /** The latest frame of the first pending bin, before the wanted one. */
  #held: VideoFrame | null = null;

  /** `onMiss`: the decoder is past this bin and gave no frame in it. */
  constructor(wanted: readonly WantedFrame[], onMatch: OnMatch, onMiss: (bin: TimeBin) => void) {
    this.#pending = [...wanted];
    this.#onMatch = onMatch;
    this.#onMiss = onMiss;
  }

  /** Owns `frame`: it is handed on, held or closed. */
  take(frame: VideoFrame): void {
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (frame.timestamp === next.timestampUs) {
        // Cloned, because the next bin may want the same frame: one frame can be on show for long.
        this.#settle(next, frame.clone(), next.bin.timeSec);
      } else if (frame.timestamp < next.timestampUs) {
        if (isInside(frame, next.bin)) this.#hold(frame.clone());
        break;
      } else this.#replace(next, frame);
    }
    frame.close();
  }

  /** What is still wanted. */
  get pending(): readonly WantedFrame[] {
    return this.#pending;
  }

  /** No more frames will come: a held one is used. Returns what is still wanted. */
  finish(): readonly WantedFrame[] {
    const first = this.#pending[0];
    if (first !== undefined && this.#held !== null) {
      this.#settle(first, this.#held, middleSec(this.#held));
    }
    return this.#pending.splice(0);
  }

  /** Closes what is held; for a consumer that leaves early. */
  close(): void {
    this.#hold(null);
    this.#pending.length = 0;
  }

  /** The wanted frame was skipped: the nearer of the one before and the one after, if either is inside. */
  #replace(next: WantedFrame, after: VideoFrame): void {
    const before = this.#held;
    const isAfterInside = isInside(after, next.bin);
    const distance = (frame: VideoFrame): number => Math.abs(frame.timestamp - next.timestampUs);
    if (before !== null && (!isAfterInside || distance(before) <= distance(after))) {
      this.#settle(next, before, middleSec(before));
    } else if (isAfterInside) {
      this.#settle(next, after.clone(), middleSec(after));
    } else {
      this.#pending.shift();
      this.#onMiss(next.bin);
    }
  }

  #settle(wanted: WantedFrame, frame: VideoFrame, timeSec: number): void {
    if (frame === this.#held) this.#held = null;
    this.#hold(null);
    this.#pending.shift();
    this.#onMatch(wanted.bin, frame, timeSec);
  }

  #hold(frame: VideoFrame | null): void {
    this.#held?.close();
    this.#held = frame;
  }
}

/** The middle of the time that the frame is shown. */
export function middleSec(frame: VideoFrame): number {
  return (frame.timestamp + (frame.duration ?? 0) / 2) / 1e6;
}

function isInside(frame: VideoFrame, { fromSec, toSec }: TimeBin): boolean {
  const timeSec = middleSec(frame);
  return timeSec >= fromSec && timeSec < toSec;
}

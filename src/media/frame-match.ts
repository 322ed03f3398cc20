// Picks from decoded frames, in order of time, the frame that each bin wants, or the next best inside the bin.

import type { TimeBin } from "./choose-times.ts";

/** A bin, and the packet shown at its moment. */
export interface WantedFrame {
  readonly bin: TimeBin;
  /** The packet's timestamp in microseconds, as WebCodecs gives it. */
  readonly timestampUs: number;
}

/** Receives the frame for a bin. `timeSec` is the bin's moment, or a substitute's own. */
export type OnMatch = (bin: TimeBin, frame: VideoFrame, timeSec: number) => void;

/**
 * Takes frames in presentation order. When a wanted frame never comes, the nearest frame in the same bin takes its
 * place if there is one: any moment of a bin represents it fairly.
 */
export class FrameMatch {
  readonly #pending: WantedFrame[];
  readonly #onMatch: OnMatch;
  readonly #onMiss: (bin: TimeBin) => void;
  /** The latest frame in the first pending bin that came before the wanted one. */
  #held: VideoFrame | null = null;
  /** The frame that the first pending bin wants, until another comes: of several at one moment the last is seen. */
  #wanted: VideoFrame | null = null;

  /** `onMiss` is called when the decoder is past a bin and gave no frame in it. */
  constructor(wanted: readonly WantedFrame[], onMatch: OnMatch, onMiss: (bin: TimeBin) => void) {
    this.#pending = [...wanted];
    this.#onMatch = onMatch;
    this.#onMiss = onMiss;
  }

  /** Takes ownership of `frame`, which is handed on, held or closed. */
  take(frame: VideoFrame): void {
    if (frame.timestamp !== this.#wanted?.timestamp) this.#settleWanted();
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (frame.timestamp === next.timestampUs) {
        this.#wanted?.close();
        this.#wanted = frame.clone();
        break;
      } else if (frame.timestamp < next.timestampUs) {
        if (isInside(frame, next.bin)) this.#hold(frame.clone());
        break;
      } else this.#replace(next, frame);
    }
    frame.close();
  }

  /** The frames that are still wanted. */
  get pending(): readonly WantedFrame[] {
    return this.#pending;
  }

  /** Ends the run: a held frame is used. Returns the frames that are still wanted. */
  finish(): readonly WantedFrame[] {
    this.#settleWanted();
    const first = this.#pending[0];
    if (first !== undefined && this.#held !== null) {
      this.#settle(first, this.#held, middleSec(this.#held));
    }
    return this.#pending.splice(0);
  }

  /** Closes the held frame, for a consumer that stops early. */
  close(): void {
    this.#hold(null);
    this.#wanted?.close();
    this.#wanted = null;
    this.#pending.length = 0;
  }

  /** Replaces a wanted frame that was skipped by the nearer of the frames before and after it, if inside the bin. */
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

  /** Hands out the wanted frame to all bins that want it: a frame can be shown for long. */
  #settleWanted(): void {
    const frame = this.#wanted;
    this.#wanted = null;
    if (frame === null) return;
    for (let next = this.#pending[0]; next !== undefined; next = this.#pending[0]) {
      if (next.timestampUs !== frame.timestamp) break;
      this.#settle(next, frame.clone(), next.bin.timeSec);
    }
    frame.close();
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

/** Returns the middle of the time that the frame is shown, in seconds. */
export function middleSec(frame: VideoFrame): number {
  return (frame.timestamp + (frame.duration ?? 0) / 2) / 1e6;
}

function isInside(frame: VideoFrame, { fromSec, toSec }: TimeBin): boolean {
  const timeSec = middleSec(frame);
  return timeSec >= fromSec && timeSec < toSec;
}

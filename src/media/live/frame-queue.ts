// The frames that wait to be read. There are never more than `room` of them: where reading is too slow, every second one goes,
// so that what is left still covers all of the time.

import type { DecodedFrame } from "../decode-frames.ts";

export interface FrameQueue {
  readonly length: number;
  /** How many went unread. */
  readonly dropped: number;
  /** Adds a frame, which belongs to the queue from then on. */
  push(decoded: DecodedFrame): void;
  /** Gives up the oldest frame; null where none waits. The caller closes it; a copy of it stays until one of the next two. */
  take(): DecodedFrame | null;
  /** Lets go of what was taken, which has been read. */
  wasRead(): void;
  /** Has what was taken wait again, before all else: its reading has failed, and it comes no second time. */
  giveBack(): void;
  /**
   * Resolves when so many frames wait, or at least one for so many milliseconds, or no more come. Returns whether any waits.
   */
  ready(count: number, afterMs: number): Promise<boolean>;
  /** Says that no more come. */
  end(): void;
  /** Closes all that wait or were taken. */
  clear(): void;
}

interface Waiting {
  readonly decoded: DecodedFrame;
  readonly sinceMs: number;
}

export function createFrameQueue(room: number): FrameQueue {
  let waiting: Waiting[] = [];
  let taken: Waiting[] = [];
  let dropped = 0;
  let isOver = false;
  const waked = new Set<() => void>();

  const wake = (): void => {
    for (const resolve of waked) resolve();
    waked.clear();
  };

  /** Resolves at the next change, or after so many milliseconds. */
  const change = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      waked.add(resolve);
      if (ms < Infinity) setTimeout(resolve, ms);
    });

  const thinOut = (): void => {
    for (const [place, { decoded }] of waiting.entries())
      if (place % 2 === 1) decoded.frame.close();
    const kept = waiting.filter((_, place) => place % 2 === 0);
    dropped += waiting.length - kept.length;
    waiting = kept;
  };

  const closeTaken = (): void => {
    for (const { decoded } of taken) decoded.frame.close();
    taken = [];
  };

  return {
    get length() {
      return waiting.length;
    },
    get dropped() {
      return dropped;
    },
    push(decoded) {
      if (waiting.length >= room) thinOut();
      waiting.push({ decoded, sinceMs: performance.now() });
      wake();
    },
    take() {
      const first = waiting.shift();
      if (first === undefined) return null;
      const { decoded } = first;
      taken.push({ ...first, decoded: { ...decoded, frame: decoded.frame.clone() } });
      return decoded;
    },
    wasRead: closeTaken,
    giveBack() {
      waiting = [...taken, ...waiting];
      taken = [];
      wake();
    },
    async ready(count, afterMs) {
      for (;;) {
        if (waiting.length >= count || isOver) return waiting.length > 0;
        const [first] = waiting;
        const leftMs = first === undefined ? Infinity : first.sinceMs + afterMs - performance.now();
        if (leftMs <= 0) return true;
        await change(leftMs);
      }
    },
    end() {
      isOver = true;
      wake();
    },
    clear() {
      for (const { decoded } of waiting) decoded.frame.close();
      waiting = [];
      closeTaken();
    },
  };
}

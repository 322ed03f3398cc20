// Takes frames of a running stream at a rate: of all that come, the first of each period is copied and waits to be read, the
// others are closed at once.

import { abortable } from "../../base/abort.ts";
import { AppError } from "../../base/errors.ts";
import { createFramePainter, type FramePainter } from "./frame-painter.ts";
import { createFrameQueue, type FrameQueue } from "./frame-queue.ts";
import { liveFacts, type GrowingFacts } from "./live-facts.ts";
import { createStreamClock, type StreamGap } from "./stream-clock.ts";

/** What was taken of a stream so far. */
export interface TakenCounts {
  /** The frames that were taken to be read. */
  readonly taken: number;
  /** The frames of those that went unread, because reading was too slow. */
  readonly dropped: number;
  /** The frames that were wanted and did not come, beside the gaps: the source sent fewer, or was slowed. */
  readonly missed: number;
  /** How often the picture changed its size or was turned. */
  readonly turns: number;
  /** The stretches of time without a picture, the last ones only. */
  readonly gaps: readonly StreamGap[];
}

export interface LiveFrames extends Pick<FrameQueue, "take" | "wasRead" | "giveBack"> {
  /** What is known since the first frame. */
  readonly facts: GrowingFacts;
  readonly counts: TakenCounts;
  /** The number of frames that wait to be read. */
  readonly waiting: number;
  /** The seconds since the first frame. */
  readonly nowSec: number;
  /** The frames a second that are taken; may be changed at any time. */
  framesPerSec: number;
  /** Resolves when so many frames wait, or their time has passed, or no more come. Returns whether any waits. */
  ready(count: number): Promise<boolean>;
  /** Ends the taking; what waits can still be read. */
  end(): void;
  /** Ends the taking, and closes what waits. */
  close(): void;
}

export interface LiveOptions {
  /** The source's name for messages. */
  readonly name: string;
  readonly framesPerSec: number;
  /** The most frames that wait. */
  readonly room: number;
  readonly signal?: AbortSignal | undefined;
  /** How long the first frame is waited for, milliseconds. Default 10,000. */
  readonly patienceMs?: number | undefined;
  /** Milliseconds of the day's clock. Default Date.now. */
  readonly wallMs?: () => number;
  readonly createPainter?: (first: VideoFrame) => FramePainter;
}

/** The grid of moments gives way by so much, because the frames of a stream do not come to the microsecond. */
const EARLY_SEC = 0.01;
/** Frames of which not enough come are read as they are after so many times the time that they should take. */
const LATE = 1.25;

/**
 * Waits for the first frame of a stream, which is cancelled when its frames are ended.
 * @throws AppError `live-silent` when none comes; the signal's reason.
 */
export async function openLiveFrames(
  stream: ReadableStream<VideoFrame>,
  options: LiveOptions,
): Promise<LiveFrames> {
  const { name, room, signal, patienceMs = 10_000 } = options;
  const { wallMs = Date.now, createPainter = createFramePainter } = options;
  const reader = stream.getReader();
  const clock = createStreamClock(wallMs);
  const queue = createFrameQueue(room);
  let { framesPerSec } = options;
  let painter: FramePainter | null = null;
  let taken = 0;
  let missed = 0;
  let nextSec = 0;
  let isOver = false;

  const see = (frame: VideoFrame): void => {
    const timeSec = clock.at(frame.timestamp);
    painter ??= createPainter(frame);
    if (timeSec + EARLY_SEC < nextSec) return;
    const periodSec = 1 / framesPerSec;
    const isBehindGap = clock.gaps.at(-1)?.toSec === timeSec;
    if (!isBehindGap) missed += Math.floor((timeSec + EARLY_SEC - nextSec) / periodSec);
    nextSec += periodSec;
    if (nextSec <= timeSec + EARLY_SEC) nextSec = timeSec + periodSec;
    const copy = painter.paint(frame);
    queue.push({
      index: taken++,
      timeSec,
      timestampSec: timeSec,
      frame: copy,
      rotation: 0,
      isMirrored: false,
    });
  };

  const end = (): void => {
    if (isOver) return;
    isOver = true;
    void reader.cancel().catch(() => undefined);
    queue.end();
  };

  const pump = async (): Promise<void> => {
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        try {
          if (!isOver) see(next.value);
        } finally {
          next.value.close();
        }
      }
    } catch {
      // A stream that fails has ended; whoever has its track knows why.
    } finally {
      end();
    }
  };

  const close = (): void => {
    end();
    queue.clear();
  };

  void pump();
  const timer = setTimeout(end, patienceMs);
  try {
    await abortable(queue.ready(1, Infinity), signal);
  } catch (thrown) {
    close();
    throw thrown;
  } finally {
    clearTimeout(timer);
  }
  const painted = painter as FramePainter | null; // made while the first frame was waited for
  if (painted === null) {
    throw new AppError(
      "live-silent",
      `No picture came from ${name}.`,
      "Check that it is switched on and that this page may use it, then start again.",
    );
  }
  return {
    facts: liveFacts(name, painted.size),
    get counts() {
      const { turns } = painted;
      return { taken, dropped: queue.dropped, missed, turns, gaps: [...clock.gaps] };
    },
    get waiting() {
      return queue.length;
    },
    get nowSec() {
      return clock.nowSec;
    },
    get framesPerSec() {
      return framesPerSec;
    },
    set framesPerSec(rate) {
      framesPerSec = rate;
      nextSec = Math.min(nextSec, clock.lastSec + 1 / rate);
    },
    ready: (count) => queue.ready(count, (LATE * 1_000 * count) / framesPerSec),
    take: () => queue.take(),
    wasRead: () => queue.wasRead(),
    giveBack: () => queue.giveBack(),
    end,
    close,
  };
}

// A source that is read as it happens: a camera, a screen, a tab, a file that is played.

import type { StreamGap } from "../../media/live/stream-clock.ts";
import type { WholeOptions, WholeWay } from "./video.ts";

/** How well the reading keeps up with its source. */
export interface LivePace {
  /** The seconds since the first frame. */
  readonly nowSec: number;
  /** How far the source was read, seconds. */
  readonly readSec: number;
  /** The frames a second that are taken now: as many as were wanted, or fewer where reading is slower. */
  readonly framesPerSec: number;
  /** How many seconds of the source are read in a second, at the rate that was wanted; null until a chunk was timed. */
  readonly factor: number | null;
  /** The number of frames that were taken and went unread, because reading was too slow. */
  readonly dropped: number;
  /** The number of frames that were wanted and did not come, beside the gaps: the source sent fewer, or was slowed. */
  readonly missed: number;
  /** How often the picture changed its size or was turned. */
  readonly turns: number;
  /** The stretches of time without a picture, the last hundred at most. */
  readonly gaps: readonly StreamGap[];
}

/** The choices of a source that is read as it happens. */
export interface OpenLiveOptions extends WholeOptions {
  /** Its name in messages and reports. Default "the stream". */
  readonly name?: string;
  /** How it is read; `framesPerSec` is the most that is taken. */
  readonly way?: WholeWay;
  /** How long the first picture is waited for, milliseconds. Default 10,000. */
  readonly patienceMs?: number;
  /** A function that is called with each chunk, and says how the reading keeps up. */
  readonly onPace?: (pace: LivePace) => void;
  /** A function that is called with the chunks that are forgotten, because the memory is full (see src/memory/README.md). */
  readonly onForgotten?: (chunks: readonly number[]) => void;
}

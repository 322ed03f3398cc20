// Where something can appear in a long clip without being in an even sample of frames. One tick is one frame of the
// video.

import { BIN_CENTRES } from "../../src/base/sampling.ts";
import { chooseTimes } from "../../src/media/choose-times.ts";

/** `length` ticks from `first` on. */
export interface Stay {
  readonly first: number;
  readonly length: number;
}

export interface HidingOptions {
  /** The ticks of the clip; more than 32. */
  readonly ticks: number;
  /** The ticks of a chunk. */
  readonly chunkTicks: number;
}

/** The shares of the clip between which things hide. */
export const [SHALLOW, DEEP] = [0.05, 0.95];

export const middleOf = ({ first, length }: Stay): number => first + length / 2;

/** Returns the ticks of the clip at which a needle is there. */
export function stayOf({ from, to }: { from: number; to: number }, ticks: number): Stay {
  const first = Math.round(from * ticks);
  return { first, length: Math.round(to * ticks) - first };
}

/** Whether a stay is in one chunk, neither the first nor the last, and in none of an even sample's 32 frames. */
export function hiding({ ticks, chunkTicks }: HidingOptions): (stay: Stay) => boolean {
  const sampled = chooseTimes(
    { startSec: 0, endSec: ticks, frames: ticks, frameMiddlesSec: null },
    BIN_CENTRES,
  );
  // A moment on the border of two ticks may show either.
  const seen = new Set(sampled.flatMap((time) => [Math.floor(time), Math.ceil(time) - 1]));
  const chunkOf = (tick: number): number => Math.floor(tick / chunkTicks);
  const lastChunk = chunkOf(ticks - 1);
  return (stay) => {
    const own = Array.from({ length: stay.length }, (_, i) => stay.first + i);
    const chunks = new Set(own.map(chunkOf));
    const depth = middleOf(stay) / ticks;
    return (
      chunks.size === 1 &&
      !chunks.has(0) &&
      !chunks.has(lastChunk) &&
      !own.some((tick) => seen.has(tick)) &&
      depth >= SHALLOW &&
      depth <= DEEP
    );
  };
}

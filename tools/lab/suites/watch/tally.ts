// How often a standing question fired where it should, and where it should not. Pure.

import { poissonRate, wilson, type Interval } from "../../../../src/evaluation/stats.ts";

export interface ToldChunk {
  readonly probability: number;
  /** Which of the clip's events have a frame in it. */
  readonly events: readonly number[];
}

export interface WatchScore {
  readonly threshold: number;
  /** The chunks that fired, and those of them with an event. */
  readonly fired: number;
  readonly right: number;
  /** The events, and those of them of which a chunk fired. */
  readonly events: number;
  readonly found: number;
  /** Percent, with Wilson's 95 % interval, which takes chunks and events as independent. */
  readonly precision: Interval;
  readonly recall: Interval;
  /** With the exact 95 % interval of a Poisson process. */
  readonly falseAlarmsPerHour: Interval;
}

export function scoreWatch(
  clips: readonly { readonly chunks: readonly ToldChunk[]; readonly seconds: number }[],
  threshold: number,
): WatchScore {
  let [fired, right, events, found, seconds] = [0, 0, 0, 0, 0];
  for (const clip of clips) {
    const all = new Set(clip.chunks.flatMap((chunk) => chunk.events));
    const seen = new Set<number>();
    for (const { probability, events: inside } of clip.chunks) {
      if (probability < threshold) continue;
      fired += 1;
      if (inside.length > 0) right += 1;
      for (const event of inside) seen.add(event);
    }
    events += all.size;
    found += seen.size;
    seconds += clip.seconds;
  }
  return {
    threshold,
    fired,
    right,
    events,
    found,
    precision: wilson(right, fired),
    recall: wilson(found, events),
    falseAlarmsPerHour: poissonRate(fired - right, seconds / 3_600),
  };
}

// How often a standing question fired where it should, and where it should not. Pure.

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
  readonly falseAlarmsPerHour: number;
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
    falseAlarmsPerHour: seconds > 0 ? ((fired - right) * 3_600) / seconds : 0,
  };
}

// The part of the video that is looked at, and one that is being drawn for it. A drawn range changes nothing before the reader
// says so, because looking at other frames takes time.

import type { TimeRange } from "../../base/time-range.ts";
import type { VideoFacts } from "../../engine/api.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions, State } from "../types.ts";
import { momentOf } from "./player.ts";
import { framesOf, isPictures } from "./state.ts";
import { isHere } from "./types.ts";

/** A shorter part is a slip of the hand, seconds. */
const SHORTEST_SEC = 0.1;

/** Returns the part of which the frames on show are, or that is being opened; null for all of the video. */
export function shownRange({ video, choices }: State): TimeRange | null {
  if (video.phase === "opening") return choices.range;
  return framesOf(video)?.video.looked.range ?? null;
}

/**
 * Whether a part can be looked at: not of pictures, each of which stands for a second, and not of what was read as it happened or
 * comes from the disk without its file, because other frames of it cannot be had.
 */
export function canDrawRange({ video }: Pick<State, "video">): boolean {
  if (video.phase !== "open" && video.phase !== "opening") return false;
  const { file, facts } = video;
  if (file === null || facts === null || !isHere(file)) return false;
  return facts.durationSec > 0 && !isPictures(facts);
}

/** Returns a file from its first to its last frame. */
export const allOf = ({
  startSec,
  durationSec,
}: Pick<VideoFacts, "startSec" | "durationSec">): TimeRange => ({
  fromSec: startSec,
  toSec: startSec + durationSec,
});

export function createRangeActions(
  { get, set }: SessionContext,
  setRange: (range: TimeRange | null) => Promise<void>,
) {
  const mark = (change: (all: TimeRange, now: TimeRange, momentSec: number) => TimeRange): void => {
    const state = get();
    const { video } = state;
    const momentSec = momentOf(state);
    if (video.phase !== "open" || momentSec === null || !canDrawRange(state)) return;
    const all = allOf(video.facts);
    set({ drawnRange: change(all, state.drawnRange ?? shownRange(state) ?? all, momentSec) });
  };
  return {
    drawRange: (drawnRange) => set({ drawnRange }),
    markRangeStart: () =>
      mark((all, { toSec }, fromSec) => ({
        fromSec,
        toSec: fromSec < toSec ? toSec : all.toSec,
      })),
    markRangeEnd: () =>
      mark((all, { fromSec }, toSec) => ({
        fromSec: fromSec < toSec ? fromSec : all.fromSec,
        toSec,
      })),
    lookAtDrawnRange: async () => {
      const { drawnRange, video } = get();
      set({ drawnRange: null });
      if (drawnRange === null || video.phase !== "open") return;
      const all = allOf(video.facts);
      const { fromSec, toSec } = drawnRange;
      if (toSec - fromSec < Math.min(SHORTEST_SEC, video.facts.durationSec)) return;
      const isAll = fromSec <= all.fromSec && toSec >= all.toSec;
      await setRange(isAll ? null : drawnRange);
    },
  } satisfies Partial<Actions>;
}

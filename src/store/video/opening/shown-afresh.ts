// What the page shows of a video that has just come on show.

import type { State } from "../../types.ts";
import { frameAt } from "../frame-at.ts";
import { openIn, timesOf, type VideoState } from "../state.ts";

/** What does not apply to another video. */
const SHOWN_AFRESH = {
  plan: { phase: "none" },
  hovered: null,
  atSec: null,
  drawnRange: null,
  isPlaying: false,
  isUnplayable: false,
} as const;

/** Returns the moment under the playhead, or the one that is waited for; null without a video. */
function wantedMoment({ video, selected, atSec, awaitedSec }: State): number | null {
  const open = openIn(video);
  return open === null ? null : (awaitedSec ?? atSec ?? timesOf(open.look)[selected] ?? null);
}

type Selected = Pick<State, "selected" | "awaitedSec" | "openedAt" | "barBase" | "leftOut">;

/** The frame that is selected in another look: at the same moment when it is one of the same file. */
function selectedIn(state: State, video: VideoState): Selected {
  const momentSec = wantedMoment(state);
  const open = openIn(video);
  const isSameFile = open !== null && openIn(state.video)?.file.key === open.file.key;
  if (momentSec === null || !isSameFile)
    return { selected: 0, awaitedSec: null, openedAt: 0, barBase: null, leftOut: null };
  const times = timesOf(open.look);
  const selected = frameAt(times, momentSec);
  return {
    selected,
    openedAt: state.openedAt === state.selected && state.atSec === null ? selected : null,
    barBase: state.barBase,
    leftOut: state.leftOut,
    awaitedSec: (times.at(-1) ?? -1) < momentSec && open.look.kind === "whole" ? momentSec : null,
  };
}

/** Returns what is set when `video` takes the place of the one on show. */
export const shownAfresh = (state: State, video: VideoState): Partial<State> => ({
  ...SHOWN_AFRESH,
  ...selectedIn(state, video),
});

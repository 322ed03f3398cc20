// Chooses which frame is on show, and knows how many there are.

import { BIN_CENTRES, MAX_FRAMES } from "../../base/sampling.ts";
import { selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions, State } from "../types.ts";
import { timesOf } from "./state.ts";

/** Returns the number of frames that are there, or that are wanted. */
export function frameCount(state: State): number {
  const { video } = state;
  if (video.phase === "open") return timesOf(video.look).length;
  return video.phase === "opening" ? video.frames : framesWanted(state);
}

/** Returns the reader's number for a video that is not known yet, or the most that the model takes by default. */
export function framesWanted({ model, choices }: Pick<State, "model" | "choices">): number {
  const own = selectModelInfo({ model })?.sampling.most ?? BIN_CENTRES.most;
  return choices.frames ?? Math.min(MAX_FRAMES, own);
}

export function createFrameActions({ get, set }: SessionContext) {
  const inside = (index: number) => Math.max(0, Math.min(index, frameCount(get()) - 1));
  return {
    selectFrame: (index) => {
      const { selected, awaitedSec, atSec } = get();
      if (selected !== inside(index) || awaitedSec !== null || atSec !== null) {
        set({ selected: inside(index), awaitedSec: null, atSec: null });
      }
    },
    hoverFrame: (index) => {
      const hovered = index === null ? null : inside(index);
      if (get().hovered !== hovered) set({ hovered });
    },
    stepFrame: (by) => {
      const selected = inside(get().selected + by);
      set({ selected, awaitedSec: null, atSec: null, isPlaying: false });
    },
  } satisfies Partial<Actions>;
}

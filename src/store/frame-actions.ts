// Which frame is looked at, and which budget it is looked at with.

import type { SessionContext } from "./context.ts";
import { selectModelInfo } from "./models-selectors.ts";
import {
  choicesOf,
  clampFrames,
  clampRetention,
  fitChoices,
  isExactByDefault,
} from "./plan-request.ts";
import type { Actions, Choices, State } from "./types.ts";

/** The frames there are, or that are wanted. */
export function frameCount({ video, choices }: State): number {
  if (video.phase === "ready") return video.video.frameTimesSec.length;
  if (video.phase === "long") return video.timesSec.length;
  return video.phase === "opening" ? video.frames : choices.frames;
}

type FrameActions = Pick<Actions, "selectFrame" | "hoverFrame" | "stepFrame" | "setPlaying">;

export function createFrameActions({ get, set }: SessionContext): FrameActions {
  const inside = (index: number) => Math.max(0, Math.min(index, frameCount(get()) - 1));
  return {
    selectFrame: (index) => {
      if (get().selected !== inside(index)) set({ selected: inside(index) });
    },
    hoverFrame: (index) => {
      const hovered = index === null ? null : inside(index);
      if (get().hovered !== hovered) set({ hovered });
    },
    stepFrame: (by) => set({ selected: inside(get().selected + by), isPlaying: false }),
    setPlaying: (isPlaying) => set({ isPlaying }),
  };
}

type ChoiceActions = Pick<
  Actions,
  | "setRetention"
  | "setMethod"
  | "setVariant"
  | "setExactBudget"
  | "setSeed"
  | "setPositions"
  | "setFrames"
  | "restorePlan"
>;

/** `replan` re-makes the plan from the new choices; `reopen` looks at the video again with other frames. */
export function createChoiceActions(
  { get, set }: SessionContext,
  replan: () => Promise<void>,
  reopen: () => Promise<void>,
): ChoiceActions {
  const choose = (change: Partial<Choices>) => {
    const { choices } = get();
    set({ choices: { ...choices, ...change } });
    void replan();
  };
  return {
    setRetention: (retention) => {
      const next = clampRetention(retention);
      if (next !== get().choices.retention) choose({ retention: next });
    },
    setMethod: (method) => choose({ method }),
    setVariant: (variant) => choose({ variant, exactBudget: isExactByDefault(variant) }),
    setExactBudget: (exactBudget) => choose({ exactBudget }),
    setSeed: (seed) => choose({ seed: Math.max(0, Math.trunc(seed)) }),
    setPositions: (positions) => choose({ positions }),
    setFrames: async (frames) => {
      const next = clampFrames(frames);
      if (next === get().choices.frames) return;
      set({ choices: { ...get().choices, frames: next } });
      await reopen();
    },
    restorePlan: (request) => {
      // The answer may be of another model, with other ways to place its tokens.
      const choices = choicesOf(request, get().choices);
      choose(fitChoices(choices, selectModelInfo(get())));
    },
  };
}

// Chooses which frame is looked at, and with which budget.

import { BIN_CENTRES, MAX_FRAMES } from "../../base/sampling.ts";
import type { SessionContext } from "../session/context.ts";
import { selectModelInfo } from "../models/selectors.ts";
import {
  choicesOf,
  clampFrames,
  clampRetention,
  fitChoices,
  isExactByDefault,
} from "../plan/plan-request.ts";
import type { Actions, Choices, State } from "../types.ts";
import { timesOf } from "./state.ts";

/** Returns the number of frames that are there, or that are wanted. */
export function frameCount(state: State): number {
  const { video } = state;
  if (video.phase === "open") return timesOf(video.look).length;
  return video.phase === "opening" ? video.frames : framesWanted(state);
}

/** Returns the reader's number for a video that is not known yet, or the most that the model takes by default. */
export function framesWanted({ model, choices }: Pick<State, "model" | "choices">): number {
  const own = model.phase === "ready" ? model.info.sampling.most : BIN_CENTRES.most;
  return choices.frames ?? Math.min(MAX_FRAMES, own);
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
  | "setSpread"
  | "setStepTokens"
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
  const lookWith = async <Key extends "frames" | "spread" | "stepTokens">(
    key: Key,
    value: Choices[Key],
  ) => {
    const { choices } = get();
    if (value === choices[key]) return;
    set({ choices: { ...choices, [key]: value } });
    await reopen();
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
    setFrames: (frames) => lookWith("frames", frames === null ? null : clampFrames(frames)),
    setSpread: (spread) => lookWith("spread", spread),
    setStepTokens: (stepTokens) => lookWith("stepTokens", stepTokens),
    restorePlan: (request) => {
      // The answer may come from another model, which offers other positions.
      const choices = choicesOf(request, get().choices);
      choose(fitChoices(choices, selectModelInfo(get())));
    },
  };
}

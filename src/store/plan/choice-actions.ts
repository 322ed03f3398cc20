// Takes what the reader chooses: which frames are looked at, and which of their tokens stay.

import { selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions } from "../types.ts";
import type { Choices } from "./types.ts";
import { droppedIn } from "./left-out.ts";
import { framesOf } from "../video/state.ts";
import {
  choicesOf,
  chosenBy,
  clampFrames,
  clampRetention,
  fitChoices,
  isExactByDefault,
  isSameLooking,
  lookingOf,
} from "./plan-request.ts";

/** `replan` re-makes the plan from the new choices; `reopen` looks at the video again with other frames. */
export function createChoiceActions(
  { get, set }: SessionContext,
  replan: () => Promise<void>,
  reopen: () => Promise<void>,
) {
  const choose = (change: Partial<Choices>) => {
    const { choices } = get();
    set({ choices: { ...choices, ...change } });
    void replan();
  };
  const lookWith = async (change: Partial<Choices>) => {
    const { choices } = get();
    const next = { ...choices, ...change };
    if (isSameLooking(lookingOf(next), lookingOf(choices))) return;
    set({ choices: next, drawnRange: null });
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
    setBudget: (budget) => choose({ budget }),
    setSeed: (seed) => choose({ seed: Math.max(0, Math.trunc(seed)) }),
    setFavorsEnds: (favorsEnds) => choose({ favorsEnds }),
    setPositions: (positions) => choose({ positions }),
    setFrames: (frames) => lookWith({ frames: frames === null ? null : clampFrames(frames) }),
    setSpread: (spread) => lookWith({ spread }),
    setStepTokens: (stepTokens) => lookWith({ stepTokens }),
    setCopiesStill: (copiesStill) => lookWith({ copiesStill }),
    setRange: (range) => lookWith({ range }),
    setLeftOut: (leftOut) => {
      set({ leftOut });
      void replan();
    },
    toggleLeftOut: (frame) => {
      const { leftOut, plan } = get();
      const shown = plan.phase === "none" ? null : plan.shown;
      if (leftOut === null || shown === null) return;
      const before = "frames" in leftOut ? leftOut.frames : droppedIn(shown);
      const frames = before.includes(frame)
        ? before.filter((one) => one !== frame)
        : [...before, frame].sort((one, other) => one - other);
      // One stays at least.
      if (frames.length >= shown.frames.length) return;
      set({ leftOut: { frames } });
      void replan();
    },
    restorePlan: async (request, looking) => {
      const { choices, video } = get();
      // A plan without some frames is none of a method, which stays as it is.
      const chosen = request.leftOut === undefined ? choicesOf(request, choices) : choices;
      const restored = { ...chosen, ...(looking && chosenBy(looking)) };
      // The answer may come from another model, which offers other positions.
      set({
        choices: fitChoices(restored, selectModelInfo(get())),
        leftOut: request.leftOut ?? null,
      });
      const frames = framesOf(video);
      const isHere = frames !== null && isSameLooking(frames.looking, lookingOf(restored));
      await (isHere ? replan() : reopen());
    },
  } satisfies Partial<Actions>;
}

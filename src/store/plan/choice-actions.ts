// Takes what the reader chooses: which frames are looked at, and which of their tokens stay.

import { selectModelInfo } from "../models/selectors.ts";
import type { SessionContext } from "../session/context.ts";
import type { Actions, Choices } from "../types.ts";
import {
  choicesOf,
  clampFrames,
  clampRetention,
  fitChoices,
  isExactByDefault,
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
    setBudget: (budget) => choose({ budget }),
    setSeed: (seed) => choose({ seed: Math.max(0, Math.trunc(seed)) }),
    setFavorsEnds: (favorsEnds) => choose({ favorsEnds }),
    setPositions: (positions) => choose({ positions }),
    setFrames: (frames) => lookWith("frames", frames === null ? null : clampFrames(frames)),
    setSpread: (spread) => lookWith("spread", spread),
    setStepTokens: (stepTokens) => lookWith("stepTokens", stepTokens),
    restorePlan: (request) => {
      // The answer may come from another model, which offers other positions.
      const choices = choicesOf(request, get().choices);
      choose(fitChoices(choices, selectModelInfo(get())));
    },
  } satisfies Partial<Actions>;
}

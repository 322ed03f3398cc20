import type { Preferences, State } from "./types.ts";

/** The state of a page on which nothing has been opened. */
export function initialState(preferences: Preferences): State {
  return {
    ...preferences,
    engine: { phase: "starting" },
    model: { phase: "idle" },
    samples: { phase: "loading" },
    video: { phase: "none" },
    choices: {
      retention: 0.25,
      method: "vidcom2",
      variant: "framewise",
      exactBudget: true,
      seed: 0,
      frames: 32,
    },
    plan: { phase: "none" },
    selected: 0,
    hovered: null,
    isPlaying: false,
    draft: "",
    turns: [],
    compare: { phase: "idle" },
    compareBy: "retention",
    notices: [],
    dialog: "none",
  };
}

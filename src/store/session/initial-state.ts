import { NO_VIDEO } from "../video/state.ts";
import { INITIAL_EVALUATE } from "../evaluate/initial.ts";
import { COPIES_STILL, DEFAULT_PLAN } from "../plan/plan-request.ts";
import { INITIAL_WHOLE } from "../whole/choices.ts";
import type { ModelSettings } from "../models/types.ts";
import type { Preferences } from "../view/types.ts";
import type { State } from "../types.ts";

/** The state of a page on which nothing has been opened. */
export function initialState(
  preferences: Preferences,
  settings: ModelSettings,
  deviceMemoryGb: number | undefined,
): State {
  return {
    ...preferences,
    engine: { phase: "starting" },
    model: { phase: "idle" },
    models: {
      stored: { phase: "unknown" },
      downloads: {},
      checks: {},
      hub: { baseUrl: settings.hubUrl, token: null },
      idleMinutes: settings.idleMinutes,
      runtime: settings.runtime,
      deviceMemoryGb,
    },
    samples: { phase: "loading" },
    video: NO_VIDEO,
    files: [],
    recent: [],
    choices: {
      ...DEFAULT_PLAN,
      variant: "framewise",
      exactBudget: true,
      budget: null,
      seed: 0,
      favorsEnds: true,
      frames: null,
      spread: null,
      stepTokens: null,
      range: null,
      copiesStill: COPIES_STILL,
      positions: null,
    },
    wholeChoices: INITIAL_WHOLE,
    saved: { phase: "unknown" },
    chapters: null,
    importing: null,
    removing: [],
    interrupted: null,
    plan: { phase: "none" },
    selected: 0,
    hovered: null,
    openedAt: null,
    barBase: null,
    leftOut: null,
    awaitedSec: null,
    atSec: null,
    drawnRange: null,
    subtitles: null,
    isPlaying: false,
    speed: 1,
    isUnplayable: false,
    isRecording: false,
    fromLayer: null,
    draft: "",
    turns: [],
    batch: null,
    isStopping: false,
    compare: { setup: { columns: null, questions: [] }, list: [], shown: null, preparation: null },
    evaluate: INITIAL_EVALUATE,
    notices: [],
    dialog: "none",
    leavingTo: "video",
  };
}

// The subtitles that a question is given: the lines that are said at the frames that were looked at, or of a video that is read
// whole those that are said in the chunks in detail, which are chosen when it is asked.

import { linesAt } from "../../base/subtitles/lines.ts";
import type { Cue } from "../../base/subtitles/parse.ts";
import { findModel } from "../../engine/models.ts";
import type { ModelInfo } from "../../engine/api.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { selectFrames, selectSubtitles } from "../selectors.ts";
import type { State } from "../types.ts";

/** Whether a model can use text beside the frames; one that was trained on single questions alone cannot. */
export const readsSubtitles = ({ id }: ModelInfo): boolean => findModel(id)?.turns !== "single";

/** Returns what is said in the open video as far as models are given it: nothing without subtitles, and where they are switched off. */
export function givenCues(state: State): readonly Cue[] {
  const subtitles = selectSubtitles(state);
  const info = selectModelInfo(state);
  if (subtitles === null || !state.givesSubtitles) return NO_CUES;
  return info !== null && !readsSubtitles(info) ? NO_CUES : subtitles.cues;
}
const NO_CUES: readonly Cue[] = [];

/** Returns the lines that the next question about frames is given. */
export function givenLines(state: State): readonly string[] {
  const look = selectFrames(state);
  return look === null ? [] : linesAt(givenCues(state), look.video.timesSec);
}

/** Returns how many lines the next question is given. */
export const selectLineCount = (state: State): number => givenLines(state).length;

/** Whether subtitles that are there are given to no model, because the one in use cannot use them. */
export function selectIsKeptBack(state: State): boolean {
  const info = selectModelInfo(state);
  return selectSubtitles(state) !== null && info !== null && !readsSubtitles(info);
}

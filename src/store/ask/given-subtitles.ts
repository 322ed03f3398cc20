// The subtitles that a question about frames is given with them, in the form in which lmms-eval gives VideoMME's (its
// `videomme_w_subtitle`): the lines that are said at the frames that were looked at, in order of time.

import type { Cue } from "../../base/subtitles/parse.ts";
import { findModel } from "../../engine/models.ts";
import type { ModelInfo } from "../../engine/api.ts";
import { selectModelInfo } from "../models/selectors.ts";
import { selectFrames, selectSubtitles } from "../selectors.ts";
import type { State } from "../types.ts";

/** Whether a model can use text beside the frames; one that was trained on single questions alone cannot. */
export const readsSubtitles = ({ id }: ModelInfo): boolean => findModel(id)?.turns !== "single";

/** Returns what is said at any of some times, each cue once, a line each. */
export function linesAt(cues: readonly Cue[], timesSec: readonly number[]): string[] {
  const isSaid = ({ fromSec, toSec }: Cue): boolean =>
    timesSec.some((time) => fromSec <= time && time < toSec);
  return cues.filter(isSaid).map(({ text }) => text.split("\n").join(" "));
}

/** Returns the question as the model gets it; without lines it is the question itself. */
export const withSubtitles = (question: string, lines: readonly string[]): string =>
  lines.length === 0
    ? question
    : `This video's subtitles are listed below: \n${lines.join("\n")}\n${question}`;

/** Returns the lines that the next question is given: none without subtitles, and where they are switched off. */
export function givenLines(state: State): readonly string[] {
  const subtitles = selectSubtitles(state);
  const look = selectFrames(state);
  const info = selectModelInfo(state);
  if (subtitles === null || look === null || !state.givesSubtitles) return NO_LINES;
  if (info !== null && !readsSubtitles(info)) return NO_LINES;
  return linesAt(subtitles.cues, look.video.timesSec);
}
const NO_LINES: readonly string[] = [];

/** Returns how many lines the next question is given. */
export const selectLineCount = (state: State): number => givenLines(state).length;

/** Why subtitles that are there are given to no model: it cannot use them, or the video is read whole. Null where they are. */
export function selectKeptBack(state: State): "model" | "whole" | null {
  const info = selectModelInfo(state);
  if (selectSubtitles(state) === null || info === null) return null;
  if (!readsSubtitles(info)) return "model";
  return selectFrames(state) === null ? "whole" : null;
}

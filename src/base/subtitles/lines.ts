// The subtitles that a question is given with, in the form in which lmms-eval gives VideoMME's (its `videomme_w_subtitle`): the
// lines that are said where the model looks, in order of time.

import type { Cue } from "./parse.ts";

/** A stretch of a video, seconds; its end is not part of it. */
export interface Stretch {
  readonly fromSec: number;
  readonly toSec: number;
}

const lineOf = ({ text }: Cue): string => text.split("\n").join(" ");

/** Returns what is said at any of some times, each cue once, a line each. */
export function linesAt(cues: readonly Cue[], timesSec: readonly number[]): string[] {
  const isSaid = ({ fromSec, toSec }: Cue): boolean =>
    timesSec.some((time) => fromSec <= time && time < toSec);
  return cues.filter(isSaid).map(lineOf);
}

/** Returns what is said within any of some stretches, each cue once, a line each. */
export function linesWithin(cues: readonly Cue[], stretches: readonly Stretch[]): string[] {
  const isSaid = (cue: Cue): boolean =>
    stretches.some(({ fromSec, toSec }) => cue.fromSec < toSec && fromSec < cue.toSec);
  return cues.filter(isSaid).map(lineOf);
}

/** Returns the question as the model gets it; without lines it is the question itself. */
export const withSubtitles = (question: string, lines: readonly string[]): string =>
  lines.length === 0
    ? question
    : `This video's subtitles are listed below: \n${lines.join("\n")}\n${question}`;

// The moments that stand out of what answers were given as subtitles (SRT), which every player shows over the video that was asked about.

import type { Cue } from "../../base/subtitles/parse.ts";
import { srtText } from "../../base/subtitles/write.ts";
import type { Turn } from "../../store/ask/types.ts";
import { turnMoments } from "./turn-moments.ts";

const cuesOf = (turn: Turn): Cue[] =>
  turnMoments(turn).map(({ fromSec, toSec }) => ({
    fromSec,
    toSec,
    text: `${turn.question}\n${turn.text}`,
  }));

/** Returns the subtitles of turns about one video, in the order of time. */
export const momentsSrt = (turns: readonly Turn[]): string =>
  srtText(turns.flatMap(cuesOf).toSorted((a, b) => a.fromSec - b.fromSec));

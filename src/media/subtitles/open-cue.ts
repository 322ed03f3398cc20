import type { Cue } from "../../base/subtitles/parse.ts";

/** A cue whose end may not be said. */
export type OpenCue = Omit<Cue, "toSec"> & { readonly toSec: number | null };

/** How long a cue without an end is shown where nothing follows it. */
const LAST_SEC = 5;

/** Returns the cues that say something. One without an end lasts until the next. */
export const withEnds = (cues: readonly OpenCue[]): Cue[] =>
  cues
    .map((cue, i) => ({
      ...cue,
      toSec: cue.toSec ?? cues[i + 1]?.fromSec ?? cue.fromSec + LAST_SEC,
    }))
    // Damaged files have times that are no numbers.
    .filter(({ fromSec, toSec }) => Number.isFinite(fromSec) && Number.isFinite(toSec))
    .filter(({ fromSec, toSec, text }) => text !== "" && fromSec < toSec);

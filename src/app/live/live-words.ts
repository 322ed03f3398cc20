// What is said about a source that is read as it happens.

import type { StreamGap } from "../../engine/api.ts";
import type { LiveKind, LiveLook } from "../../store/live/types.ts";
import { formatClock, formatCount } from "../values/format.ts";

const SOURCES: Readonly<Record<LiveKind, string>> = {
  camera: "The camera",
  screen: "The shared screen",
  file: "The file",
};

/** "0.5", "1", "2.5" or "12". */
const formatFew = (value: number): string =>
  value >= 10 ? formatCount(Math.round(value)) : `${Number(value.toPrecision(2))}`;

/** "4.2 times as fast as it happens". */
export function factorWords({ pace }: Pick<LiveLook, "pace">): string | null {
  const factor = pace?.factor ?? null;
  return factor === null ? null : `can read ${formatFew(factor)} times as fast as it happens`;
}

/** Says that fewer frames are taken than were wanted; null where all are. */
export function slowWords({ pace, wanted }: Pick<LiveLook, "pace" | "wanted">): string | null {
  if (pace === null || pace.framesPerSec >= wanted * 0.995) return null;
  return `Reading is slower than the source: ${formatFew(pace.framesPerSec)} frames a second are read instead of ${formatFew(wanted)}.`;
}

/** Whether the tab was in the background in some of a stretch. */
const wasHidden = (hidden: LiveLook["hidden"], { fromSec, toSec }: StreamGap): boolean =>
  hidden.some((one) => one.fromSec < toSec && (one.toSec ?? Infinity) > fromSec);

function gapWords(gap: StreamGap, hidden: LiveLook["hidden"]): string {
  const { fromSec, toSec, wasAsleep } = gap;
  const what = wasAsleep ? "The computer slept, so no picture came" : "No picture came";
  const why = !wasAsleep && wasHidden(hidden, gap) ? ", while this tab was in the background" : "";
  return `${what} from ${formatClock(fromSec)} to ${formatClock(toSec)}${why}.`;
}

function lateWords(missed: number, wanted: number, wasEverHidden: boolean): string {
  const pictures = missed === 1 ? "One picture" : `${formatCount(missed)} pictures`;
  const why = wasEverHidden ? " This tab was in the background, where browsers slow pages." : "";
  return `${pictures} did not come: at times the source sent fewer than ${formatFew(wanted)} a second.${why}`;
}

const times = (count: number): string => (count === 1 ? "once" : `${formatCount(count)} times`);

/**
 * Returns what was missed, a sentence each; the last gap stands for all. A screen that stands still sends no pictures, so nothing is
 * missed of one where none came.
 */
export function missedWords({ pace, kind, wanted, hidden }: LiveLook): string[] {
  if (pace === null) return [];
  const { dropped, turns } = pace;
  const gaps = pace.gaps.filter(({ wasAsleep }) => wasAsleep || kind !== "screen");
  const missed = kind === "screen" ? 0 : pace.missed;
  const frames = dropped === 1 ? "One frame was" : `${formatCount(dropped)} frames were`;
  const gap = gaps.at(-1);
  const more = gaps.length > 1 ? ` It is the last of ${formatCount(gaps.length)} gaps.` : "";
  return [
    ...(dropped > 0 ? [`${frames} not read, because the model was busy.`] : []),
    ...(missed > 0 ? [lateWords(missed, wanted, hidden.length > 0)] : []),
    ...(turns > 0
      ? [
          `The picture changed its shape ${times(turns)}; it is fitted into the shape that it had at first.`,
        ]
      : []),
    ...(gap === undefined ? [] : [gapWords(gap, hidden) + more]),
  ];
}

/** Says why a source sends nothing, or has ended by itself; null where there is nothing to say. */
export function sourceWords({ kind, isSilent, end, stream }: LiveLook): string | null {
  const source = SOURCES[kind];
  if (end === "ended") return `${source} has been played to its end.`;
  if (end === "taken-back")
    return `${source} stopped: it was switched off, unplugged, or its permission was taken back. What was read of it is here.`;
  return isSilent && stream !== null
    ? `${source} sends no picture at the moment. What was read stays, and reading goes on with the next one.`
    : null;
}

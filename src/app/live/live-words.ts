// What is said about a source that is read as it happens.

import type { LivePace, StreamGap } from "../../engine/api.ts";
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

const gapWords = ({ fromSec, toSec, wasAsleep }: StreamGap): string =>
  `${wasAsleep ? "The computer slept, so no picture came" : "No picture came"} from ${formatClock(fromSec)} to ${formatClock(toSec)}.`;

const times = (count: number): string => (count === 1 ? "once" : `${formatCount(count)} times`);

/** Returns what was missed, a sentence each; the last gap stands for all. */
export function missedWords({ dropped, turns, gaps }: LivePace): string[] {
  const frames = dropped === 1 ? "One frame was" : `${formatCount(dropped)} frames were`;
  const gap = gaps.at(-1);
  const more = gaps.length > 1 ? ` It is the last of ${formatCount(gaps.length)} gaps.` : "";
  return [
    ...(dropped > 0 ? [`${frames} not read, because the model was busy.`] : []),
    ...(turns > 0
      ? [
          `The picture changed its shape ${times(turns)}; it is fitted into the shape that it had at first.`,
        ]
      : []),
    ...(gap === undefined ? [] : [gapWords(gap) + more]),
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

// The moments that stand out of what answers were given as subtitles (SRT), which every player shows over the video that was asked about.

import type { Turn } from "../../store/ask/types.ts";
import { turnMoments } from "./turn-moments.ts";

interface Cue {
  readonly fromSec: number;
  readonly toSec: number;
  readonly text: string;
}

/** Seconds → "01:02:03,456". */
export function srtTime(sec: number): string {
  const ms = Math.round(Math.max(0, sec) * 1_000);
  const part = (value: number, digits: number): string => `${value}`.padStart(digits, "0");
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1_000) % 60,
  ];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)},${part(ms % 1_000, 3)}`;
}

/** An empty line would end a cue, and an arrow could pass for its times. */
const cueText = (text: string): string =>
  text
    .replaceAll("-->", "→")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

function cuesOf(turn: Turn): Cue[] {
  const text = cueText(`${turn.question}\n${turn.text}`);
  return turnMoments(turn).map(({ fromSec, toSec }) => ({ fromSec, toSec, text }));
}

/** Returns the subtitles of turns about one video, in the order of time. */
export const momentsSrt = (turns: readonly Turn[]): string =>
  turns
    .flatMap(cuesOf)
    .toSorted((a, b) => a.fromSec - b.fromSec)
    .map(
      ({ fromSec, toSec, text }, index) =>
        `${index + 1}\n${srtTime(fromSec)} --> ${srtTime(toSec)}\n${text}\n`,
    )
    .join("\n");

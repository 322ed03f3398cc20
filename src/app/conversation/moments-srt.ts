// The moments that answers are based on as subtitles (SRT), which every player shows over the video that was asked about.

import type { Turn } from "../../store/types.ts";
import { choiceOf } from "../../store/whole/selectors.ts";
import { basedOn } from "./based-on.ts";

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

/** The moment of a chunk lasts until the next chunk begins. */
function cuesOf(turn: Turn): Cue[] {
  const choice = turn.kind === "whole" ? choiceOf(turn) : null;
  if (turn.kind !== "whole" || choice === null) return [];
  const startOf = (chunk: number): number => choice.chunks[chunk]?.timesSec[0] ?? turn.durationSec;
  const text = cueText(`${turn.question}\n${turn.text}`);
  return basedOn(turn).map(({ chunk }) => ({
    fromSec: startOf(chunk),
    toSec: startOf(chunk + 1),
    text,
  }));
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

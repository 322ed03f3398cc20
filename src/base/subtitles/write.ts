// Writes subtitles: SubRip (.srt) and WebVTT (.vtt).

import type { Cue } from "./parse.ts";

/** Seconds → "01:02:03,456", with the format's own mark before the milliseconds. */
function timeWords(sec: number, mark: "," | "."): string {
  const ms = Math.round(Math.max(0, sec) * 1_000);
  const part = (value: number, digits: number): string => `${value}`.padStart(digits, "0");
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    Math.floor(ms / 1_000) % 60,
  ];
  return `${part(hours, 2)}:${part(minutes, 2)}:${part(seconds, 2)}${mark}${part(ms % 1_000, 3)}`;
}

export const srtTime = (sec: number): string => timeWords(sec, ",");

/** An empty line would end a cue, and an arrow could pass for its times. */
const cueText = (text: string): string =>
  text
    .replaceAll("-->", "→")
    .split(/\r\n|\n|\r/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");

/** Returns the text of a SubRip file; cues come in order of time. */
export const srtText = (cues: readonly Cue[]): string =>
  cues
    .map(
      ({ fromSec, toSec, text }, index) =>
        `${index + 1}\n${srtTime(fromSec)} --> ${srtTime(toSec)}\n${cueText(text)}\n`,
    )
    .join("\n");

/** Returns the text of a WebVTT file, in which tags and entities have a meaning; cues come in order of time. */
export const vttText = (cues: readonly Cue[]): string =>
  [
    "WEBVTT\n",
    ...cues.map(({ fromSec, toSec, text }) => {
      const shown = cueText(text)
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;");
      return `${timeWords(fromSec, ".")} --> ${timeWords(toSec, ".")}\n${shown}\n`;
    }),
  ].join("\n");

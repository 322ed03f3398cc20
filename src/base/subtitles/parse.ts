// Reads subtitles: SubRip (.srt) and WebVTT (.vtt) by one set of rules, since files mix them: hours may be missing, a comma or a
// point stands before the milliseconds, and indices, settings and styles are left out. One pass over the lines.

import { AppError } from "../errors.ts";

/** What is said from one moment to another. */
export interface Cue {
  readonly fromSec: number;
  readonly toSec: number;
  /** Plain text; its lines are apart. */
  readonly text: string;
}

/** The subtitles that a file of video has in one of its tracks. */
export interface SubtitleTrack {
  /** What the file calls it; null where it says nothing. */
  readonly title: string | null;
  /** Its language as the file has it, such as "eng" or "pt-BR"; null where it says nothing. */
  readonly language: string | null;
  /** Whether a player shows it unless told otherwise. */
  readonly isDefault: boolean;
  /** In order of time. */
  readonly cues: readonly Cue[];
}

/** The largest file that is read. Subtitles of a whole day have about 2 MB. */
export const MOST_SUBTITLE_BYTES = 10 * 2 ** 20;

const MOMENT = String.raw`(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`;
const TIMES = new RegExp(String.raw`^\s*${MOMENT}\s*-->\s*${MOMENT}(?:\s|$)`);
/** Tags of both formats, and the placements of Advanced SubStation that SRT files carry. */
const TAGS = /<[^<>]{0,200}>|\{\\[^{}]{0,200}\}/g;
const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&nbsp;": "\u00a0",
  "&lrm;": "",
  "&rlm;": "",
};

/** Returns the text of a file: UTF-16 where it says so, else UTF-8, else Windows-1252, in which older ones are written. */
export function decodeSubtitles(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** Returns the cues in order of time. Cues without text or length, and lines that belong to none, are left out. */
export function parseSubtitles(text: string): Cue[] {
  const cues: Cue[] = [];
  let times: Pick<Cue, "fromSec" | "toSec"> | null = null;
  let lines: string[] = [];
  const finish = () => {
    if (times === null) return;
    const said = plainText(lines.join("\n"));
    if (times.fromSec < times.toSec && said !== "") cues.push({ ...times, text: said });
    times = null;
    lines = [];
  };
  for (const line of text.split(/\r\n|\n|\r/)) {
    const found = TIMES.exec(line);
    if (found !== null) {
      // Without a blank line before it, the index of this cue is the last line of the one before.
      if (times !== null && /^\s*\d+\s*$/.test(lines.at(-1) ?? "")) lines.pop();
      finish();
      const numbers = found.slice(1);
      times = { fromSec: secondsOf(numbers.slice(0, 4)), toSec: secondsOf(numbers.slice(4)) };
    } else if (line.trim() === "") {
      finish();
    } else if (times !== null) lines.push(line);
  }
  finish();
  return inOrder(cues);
}

/** Returns the cues in order of time. */
export const inOrder = (cues: readonly Cue[]): Cue[] =>
  cues.toSorted((a, b) => a.fromSec - b.fromSec || a.toSec - b.toSec);

function secondsOf([hours, minutes, seconds, fraction]: readonly (string | undefined)[]): number {
  const whole = Number(hours ?? 0) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return whole + Number(`0.${fraction ?? 0}`);
}

/** Returns what is said in a cue, without tags, its lines apart. */
export function plainText(text: string): string {
  return text
    .split(/\r\n|\n|\r/)
    .map((line) =>
      line
        .replaceAll(TAGS, "")
        .replaceAll(/&(?:amp|lt|gt|nbsp|lrm|rlm);/g, (entity) => ENTITIES[entity] ?? entity)
        .trim(),
    )
    .filter((line) => line !== "")
    .join("\n");
}

/**
 * Reads a file of subtitles.
 * @throws AppError `subtitles-too-large`, `subtitles-unreadable`.
 */
export async function readSubtitles(file: Blob, name: string): Promise<Cue[]> {
  if (file.size > MOST_SUBTITLE_BYTES) {
    throw new AppError(
      "subtitles-too-large",
      `"${name}" has ${Math.ceil(file.size / 2 ** 20)} MB, more than the 10 MB up to which subtitles are read.`,
      "Choose the .srt or .vtt file that belongs to the video.",
    );
  }
  const cues = parseSubtitles(decodeSubtitles(new Uint8Array(await file.arrayBuffer())));
  if (cues.length > 0) return cues;
  throw new AppError(
    "subtitles-unreadable",
    `"${name}" has no subtitles: no line in it says from when to when something is said.`,
    "Choose an .srt or .vtt file. Other kinds, such as .ass, can be saved as one of these by a subtitle editor.",
  );
}

/** Returns what is said at a moment, the lines of overlapping cues in their order; empty for silence. `cues` are in order. */
export function saidAt(cues: readonly Cue[], timeSec: number): string {
  return cues
    .filter(({ fromSec, toSec }) => fromSec <= timeSec && timeSec < toSec)
    .map(({ text }) => text)
    .join("\n");
}

/** Returns the cues that hold all words of a search, in any order, whatever their case and accents. */
export function findCues(cues: readonly Cue[], search: string): Cue[] {
  const words = folded(search)
    .split(/\s+/)
    .filter((word) => word !== "");
  if (words.length === 0) return [...cues];
  return cues.filter(({ text }) => {
    const said = folded(text);
    return words.every((word) => said.includes(word));
  });
}

/** Without case and accents, as people search. */
const folded = (text: string): string =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();

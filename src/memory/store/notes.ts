// What people and models said of a memory's video, beside its numbers: questions with their answers, a sentence a chunk, and what
// was watched for while it was read as it happened.

import { isDeep } from "../../base/json.ts";

/** A question about the video, and what was answered. */
export interface AskedNote {
  readonly question: string;
  readonly answer: string;
  /** The name of the model that answered. */
  readonly model: string;
  /** Where in the video it looked closely, seconds. */
  readonly timesSec: readonly number[];
}

/** What a chunk shows, in a sentence. */
export interface ChapterNote {
  readonly chunk: number;
  readonly fromSec: number;
  readonly toSec: number;
  readonly text: string;
}

/** A standing question, and when it fired. */
export interface WatchedNote {
  readonly question: string;
  /** The answers at which it fired, and those at which it did not. */
  readonly fires: readonly string[];
  readonly others: readonly string[];
  /** The probability from which it fired. */
  readonly threshold: number;
  /** How long it rested after it had fired, seconds. */
  readonly cooldownSec: number;
  /** How many chunks were asked about, and how many could not be in time. */
  readonly checks: number;
  readonly skipped: number;
  readonly hits: readonly WatchedHit[];
}

export interface WatchedHit {
  readonly chunk: number;
  readonly timeSec: number;
  readonly probability: number;
  /** A small picture, the bytes of a JPEG in base64; null where none was kept. */
  readonly picture: string | null;
}

export interface MemoryNotes {
  /** In the order in which they were asked. */
  readonly asked: readonly AskedNote[];
  /** In the order of the chunks, of which not all have one. */
  readonly chapters: readonly ChapterNote[];
  /** In the order in which they were watched for. */
  readonly watched: readonly WatchedNote[];
}

export const NO_NOTES: MemoryNotes = { asked: [], chapters: [], watched: [] };

/**
 * Returns the notes of both: what was asked and answered alike is one, a chunk has the later sentence, and a later list of what was
 * watched for takes the place of the one before.
 */
export function joinNotes(before: MemoryNotes, later: Partial<MemoryNotes>): MemoryNotes {
  const asked = new Map(
    [...before.asked, ...(later.asked ?? [])].map((one) => [`${one.question}\0${one.answer}`, one]),
  );
  const chapters = new Map(
    [...before.chapters, ...(later.chapters ?? [])].map((one) => [one.chunk, one]),
  );
  return {
    asked: [...asked.values()],
    chapters: [...chapters.values()].sort((one, other) => one.chunk - other.chunk),
    watched: later.watched ?? before.watched,
  };
}

export const notesText = (notes: MemoryNotes): string => JSON.stringify(notes);

/** Reads notes; null for a text that holds none. */
export function parseNotes(text: string): MemoryNotes | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (isDeep(value)) return null;
  // Earlier versions wrote nothing of what was watched for.
  const {
    asked,
    chapters,
    watched = [],
  } = (value ?? {}) as Partial<Record<keyof MemoryNotes, unknown>>;
  if (!Array.isArray(asked) || !asked.every(isAsked)) return null;
  if (!Array.isArray(chapters) || !chapters.every(isChapter)) return null;
  if (!Array.isArray(watched) || !watched.every(isWatched)) return null;
  return { asked, chapters, watched };
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): boolean => typeof value === "string";
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isShare = (value: unknown): boolean => typeof value === "number" && value >= 0 && value <= 1;
const isTime = (value: unknown): boolean => typeof value === "number" && value >= 0;

const isAsked = (value: unknown): value is AskedNote =>
  isObject(value) &&
  ["question", "answer", "model"].every((name) => isText(value[name])) &&
  Array.isArray(value["timesSec"]) &&
  value["timesSec"].every(isTime);

const isChapter = (value: unknown): value is ChapterNote =>
  isObject(value) &&
  Number.isSafeInteger(value["chunk"]) &&
  isTime(value["chunk"]) &&
  isTime(value["fromSec"]) &&
  isTime(value["toSec"]) &&
  isText(value["text"]);

const isWatched = (value: unknown): value is WatchedNote =>
  isObject(value) &&
  isText(value["question"]) &&
  isTexts(value["fires"]) &&
  isTexts(value["others"]) &&
  isShare(value["threshold"]) &&
  ["cooldownSec", "checks", "skipped"].every((name) => isTime(value[name])) &&
  Array.isArray(value["hits"]) &&
  value["hits"].every(isHit);

const isHit = (value: unknown): value is WatchedHit =>
  isObject(value) &&
  Number.isSafeInteger(value["chunk"]) &&
  isTime(value["chunk"]) &&
  isTime(value["timeSec"]) &&
  isShare(value["probability"]) &&
  (value["picture"] === null || isText(value["picture"]));

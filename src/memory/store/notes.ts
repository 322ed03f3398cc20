// What people and models said of a memory's video, beside its numbers: questions with their answers, and a sentence a chunk.

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

export interface MemoryNotes {
  /** In the order in which they were asked. */
  readonly asked: readonly AskedNote[];
  /** In the order of the chunks, of which not all have one. */
  readonly chapters: readonly ChapterNote[];
}

export const NO_NOTES: MemoryNotes = { asked: [], chapters: [] };

/** Returns the notes of both: what was asked and answered alike is one, and a chunk has the later sentence. */
export function joinNotes(before: MemoryNotes, later: MemoryNotes): MemoryNotes {
  const asked = new Map(
    [...before.asked, ...later.asked].map((one) => [`${one.question}\0${one.answer}`, one]),
  );
  const chapters = new Map([...before.chapters, ...later.chapters].map((one) => [one.chunk, one]));
  return {
    asked: [...asked.values()],
    chapters: [...chapters.values()].sort((one, other) => one.chunk - other.chunk),
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
  const { asked, chapters } = (value ?? {}) as Partial<Record<keyof MemoryNotes, unknown>>;
  if (!Array.isArray(asked) || !asked.every(isAsked)) return null;
  if (!Array.isArray(chapters) || !chapters.every(isChapter)) return null;
  return { asked, chapters };
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const isText = (value: unknown): boolean => typeof value === "string";
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

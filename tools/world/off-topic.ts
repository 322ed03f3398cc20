import { loosen } from "./phrasings.ts";
import type { Random } from "../../src/base/random.ts";
import * as words from "./words.ts";

type Maker = (random: Random) => string;

/** The kinds of off-topic text that training sees. */
const SEEN: Readonly<Record<string, Maker>> = {
  question: (random) => fill(random, random.pick(words.GENERAL_QUESTIONS)),
  unanswerable: (random) => fill(random, random.pick(words.UNANSWERABLE)),
  request: (random) => fill(random, random.pick(words.REQUESTS)),
  chat: (random) => random.pick(words.CHAT),
  words: (random) => many(random, 1, 9, () => random.pick(words.ALL_WORDS)).join(" "),
  letters: (random) => many(random, 1, 6, () => gibberish(random)).join(" "),
  symbols: (random) =>
    many(random, 1, 12, () => String.fromCharCode(random.integer(33, 126))).join(""),
  unicode: (random) => many(random, 2, 10, () => anyScript(random)).join(""),
  sums: (random) =>
    `${random.integer(0, 999)} ${random.pick(["+", "-", "*", "/", "<", "="])} ${random.integer(0, 99)}`,
  code: (random) => fill(random, random.pick(words.CODE)),
  markup: (random) => fill(random, random.pick(words.MARKUP)),
  foreign: (random) => fill(random, random.pick(words.FOREIGN)),
  statement: (random) => fill(random, random.pick(words.STATEMENTS)),
};

/** The kinds kept out of training, to measure whether declining generalises. */
const HELD_OUT: Readonly<Record<string, Maker>> = {
  cooking: (random) => random.pick(words.HELD_OUT_COOKING),
  sport: (random) => random.pick(words.HELD_OUT_SPORT),
  sql: (random) => random.pick(words.HELD_OUT_SQL),
  language: (random) => random.pick(words.HELD_OUT_LANGUAGES),
  film: (random) => random.pick(words.HELD_OUT_FILM),
  poem: (random) => random.pick(words.HELD_OUT_POEMS),
};

/** Returns a text that has nothing to do with drawn clips. */
export function offTopic(random: Random): string {
  return make(random, SEEN);
}

/** Returns a text of a kind that training never sees. */
export function heldOutOffTopic(random: Random): string {
  return make(random, HELD_OUT);
}

function make(random: Random, makers: Readonly<Record<string, Maker>>): string {
  return loosen(random, random.pick(Object.values(makers))(random)).slice(0, 80);
}

/** Replaces `{noun}`, `{verb}`, `{adjective}`, `{name}`, `{place}`, `{number}` by random words. */
function fill(random: Random, template: string): string {
  return template
    .replace(/\{noun\}/g, () => random.pick(words.NOUNS))
    .replace(/\{verb\}/g, () => random.pick(words.VERBS))
    .replace(/\{adjective\}/g, () => random.pick(words.ADJECTIVES))
    .replace(/\{name\}/g, () => random.pick(words.NAMES))
    .replace(/\{place\}/g, () => random.pick(words.PLACES))
    .replace(/\{number\}/g, () => String(random.integer(0, 2000)));
}

function many(random: Random, low: number, high: number, one: () => string): string[] {
  return Array.from({ length: random.integer(low, high) }, one);
}

function gibberish(random: Random): string {
  const letter = () => String.fromCharCode(97 + random.integer(0, 25));
  const word = many(random, 1, 9, letter).join("");
  return random.chance(0.2) ? word.toUpperCase() : word;
}

/** Returns a letter of Greek, Cyrillic, Hebrew, Arabic, Devanagari, kana, Han or Hangul, or an emoji. */
function anyScript(random: Random): string {
  const [low, high] = random.pick([
    [0x3b1, 0x3c9],
    [0x430, 0x44f],
    [0x5d0, 0x5ea],
    [0x627, 0x64a],
    [0x905, 0x939],
    [0x3042, 0x3093],
    [0x4e00, 0x5fff],
    [0xac00, 0xb7ff],
    [0x1f600, 0x1f64f],
  ] as const);
  return String.fromCodePoint(random.integer(low, high));
}

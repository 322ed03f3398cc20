// Changes JSON values: another type, an absurd number, a field that is missing, twice there, or far too deep or long.

import type { Random } from "../../src/base/random.ts";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const NUMBERS = [0, -0, 1, -1, 2, 0.5, 1e-308, 255, 65_536, 2 ** 31, 2 ** 32, 2 ** 53, 1e18, 1e308];
const TEXTS = [
  "",
  " ",
  "\u0000",
  "null",
  "__proto__",
  "constructor",
  "../..",
  "\ud800",
  "💥",
  "(a+)+$",
];
const FIELDS = ["__proto__", "constructor", "toString", "length", "type", ""];

/** What is longer is not made longer still. */
const MOST_CHARACTERS = 2_000_000;

/** Returns a changed copy of `value`. */
export function mutateJson(random: Random, value: Json): Json {
  let changed = structuredClone(value);
  for (let count = random.pick([1, 1, 2, 3, 6]); count > 0; count--) {
    changed = mutateOnce(random, changed);
    if (JSON.stringify(changed).length > MOST_CHARACTERS) break;
  }
  return changed;
}

function mutateOnce(random: Random, root: Json): Json {
  const places = placesOf(root);
  const place = places.length === 0 || random.chance(0.02) ? null : random.pick(places);
  if (place === null) return odd(random, root);
  const { parent, key } = place;
  const old = parent[key] as Json;
  switch (random.integer(0, 6)) {
    case 0:
      if (Array.isArray(parent)) parent.splice(Number(key), 1);
      else delete parent[key];
      break;
    case 1:
      parent[key] = structuredClone(valueAt(random.pick(places))); // what belongs elsewhere
      break;
    case 2:
      if (Array.isArray(parent)) parent.splice(Number(key), 0, structuredClone(old));
      else Object.defineProperty(parent, random.pick(FIELDS), fieldOf(structuredClone(old)));
      break;
    default:
      parent[key] = odd(random, old);
  }
  return root;
}

const fieldOf = (value: Json): PropertyDescriptor => ({
  value,
  enumerable: true,
  configurable: true,
  writable: true,
});

interface Place {
  readonly parent: Record<string, Json>;
  readonly key: string;
}

const valueAt = ({ parent, key }: Place): Json => parent[key] as Json;

/** Lists all values inside others; of a long list only some, since one entry of a vocabulary is like the next. */
function placesOf(root: Json): Place[] {
  const found: Place[] = [];
  const visit = (value: Json): void => {
    if (typeof value !== "object" || value === null) return;
    const keys = Object.keys(value);
    const step = Math.max(1, Math.floor(keys.length / 64));
    for (let i = 0; i < keys.length; i += step) {
      const place = { parent: value as Record<string, Json>, key: keys[i] ?? "" };
      found.push(place);
      visit(valueAt(place));
    }
  };
  visit(root);
  return found;
}

function odd(random: Random, old: Json): Json {
  switch (random.integer(0, 9)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
    case 3:
      return random.pick(NUMBERS);
    case 4:
      return random.pick(TEXTS);
    case 5:
      return random.chance(0.5) ? [] : {};
    case 6:
      return `${DEEP}${random.pick([3, 1_000, 100_000])} ${random.chance(0.5) ? "[" : '{"type":'}`;
    case 7:
      return repeated(old, Math.min(random.pick([2, 1_000, 20_000]), roomFor(old)));
    case 8:
      return typeof old === "number" ? old * random.pick([-1, 2, 0.5, 1e6]) : [old];
    default:
      return typeof old === "string"
        ? old.repeat(random.pick([2, 200])).slice(0, 50_000)
        : JSON.stringify(old);
  }
}

/** Returns copies, since a change of one would otherwise change them all. */
const repeated = (value: Json, count: number): Json[] =>
  Array.from({ length: count }, () => structuredClone(value));

/** How often a value may be repeated without making a file of many megabytes. */
const roomFor = (value: Json): number =>
  Math.max(2, Math.floor(500_000 / JSON.stringify(value).length));

/** Stands for a value inside many others, which would be too deep to copy and to write. */
const DEEP = "\u0001deep ";
const DEEP_TEXT = /"\\u0001deep (\d+) (\[|\{\\"type\\":)[^"]*"/g;

/** Writes a changed value as text; what is too deep is so once. */
export function jsonText(value: Json): string {
  let isWritten = false;
  return JSON.stringify(value).replaceAll(DEEP_TEXT, (_, depth: string, open: string) => {
    const times = isWritten ? 1 : Number(depth);
    isWritten = true;
    const [opened, closed] = open === "[" ? ["[", "]"] : ['{"type":', "}"];
    return opened.repeat(times) + "1" + closed.repeat(times);
  });
}

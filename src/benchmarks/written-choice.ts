// The forms in which NExT-QA's and EgoSchema's readings of an answer look for a letter, and for an option's own words.

import { letterAt } from "./benchmark.ts";
import { countWords, strip, stripOf } from "./python-text.ts";

/** Up to so many words an answer's words are not looked for among the options. */
const FEW_WORDS = 5;

/** Returns an answer without punctuation at its ends, between two spaces. */
export const withoutEnds = (answer: string): string =>
  ` ${[",", ".", "!", "?", ";", ":", "'"].reduce(stripOf, answer)} `;

/** Returns the letters that are written as "(A)", as "A " and as "A.", each in the order of the letters. */
export const formsOf = (text: string, letters: readonly string[]) =>
  [
    (letter: string): string => `(${letter})`,
    (letter: string): string => `${letter} `,
    (letter: string): string => `${letter}.`,
  ].map((form) => ({ form, letters: letters.filter((letter) => text.includes(form(letter))) }));

/** Returns the letter of the option whose words are in a longer answer, the first or the last of several; null for none. */
export function named(
  text: string,
  options: readonly string[],
  which: "first" | "last",
): string | null {
  if (countWords(text) <= FEW_WORDS) return null;
  const lower = text.toLowerCase();
  const there = options
    .map((option, at) => ({
      letter: letterAt(at),
      at: lower.lastIndexOf(strip(option).toLowerCase()),
    }))
    .filter(({ at }) => at >= 0);
  if (which === "first")
    return there.toSorted((one, other) => one.at - other.at)[0]?.letter ?? null;
  return lastOf(there, ({ at }) => at)?.letter ?? null;
}

/** Returns the item at the last place; the first of equal ones; null for none. */
export const lastOf = <T>(items: readonly T[], placeOf: (item: T) => number): T | null =>
  items.toSorted((one, other) => placeOf(other) - placeOf(one))[0] ?? null;

// Right options that are named by their letter.

import { lettersOf } from "./benchmark.ts";

/** Returns the place of the option of a letter, "B", "(B)" or "B."; −1 where there is none. */
export function placeOfLetter(gold: string, options: readonly unknown[]): number {
  const [, letter = ""] = /^\(?([A-H])[.):]?$/.exec(gold.trim()) ?? [];
  return lettersOf(options).indexOf(letter);
}

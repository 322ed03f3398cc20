// The letter that an answer means, by the two rules that several benchmarks of lmms-eval share.

import { isLetter, strip, stripOf } from "./python-text.ts";

/** What is taken out of an answer before its first letter is looked for. A missing comma joins two of them in theirs. */
const JOINED_PREFIXES = [
  "The best answer is",
  "The correct answer is",
  "The answer is",
  "The answer",
  "The best option isThe correct option is",
  "Best answer:Best option:",
];

const PREFIXES = [
  "The best answer is",
  "The correct answer is",
  "The answer is",
  "The answer",
  "The best option is",
  "The correct option is",
  "Best answer:",
  "Best option:",
];

/** Returns the first of the letters behind known openings; null for none. `isJoined`: as VideoMME and MLVU had them. */
export function firstLetter(text: string, letters: string, isJoined: boolean): string | null {
  const prefixes = isJoined ? JOINED_PREFIXES : PREFIXES;
  const rest = prefixes.reduce((left, prefix) => left.replaceAll(prefix, ""), strip(text));
  return rest.split("").find((character) => letters.includes(character)) ?? null;
}

/** What comes before an answer; the first occurrence of each counts. */
const OPENINGS = [
  "the answer is",
  "answer is",
  "the correct answer is",
  "correct answer is",
  "the best answer is",
  "best answer is",
  "the correct option is",
  "correct option is",
  "the best option is",
  "best option is",
  "the choice is",
  "choice is",
  "the correct choice is",
  "correct choice is",
  "i choose",
  "i select",
  "i pick",
  "my answer is",
  "my choice is",
  "옵션",
  "정답은",
  "답은",
  "답:",
  "答案是",
  "答案为",
  "选",
  "答えは",
];

/** The forms in which a letter is written, by how sure they are: "(A)", "A.", "A:", "A)", "A ". */
const FORMS: readonly (readonly [rank: number, before: string, after: string])[] = [
  [6, "(", ")"],
  [5, "", "."],
  [4, "", ":"],
  [3, "", ")"],
  [2, "", " "],
];
const [AT_START, AT_END, BEHIND_OPENING] = [10, 9, 7];

interface Candidate {
  readonly letter: string;
  readonly rank: number;
  readonly at: number;
}

/** Returns the letter that is written in the surest form, the last one of several; null for none. */
export function surestLetter(answer: string, letters: string): string | null {
  const bare = [",", ".", "!", "?", ";", ":", "'", '"'].reduce(stripOf, strip(answer));
  const text = ` ${bare} `;
  const all = letters.split("");
  const found: Candidate[] = FORMS.flatMap(([rank, before, after]) =>
    all.map((letter) => ({ letter, rank, at: text.lastIndexOf(before + letter + after) })),
  );
  const lower = text.toLowerCase();
  for (const opening of OPENINGS) {
    const from = lower.indexOf(opening);
    if (from < 0) continue;
    for (const letter of all) {
      found.push({ letter, rank: BEHIND_OPENING, at: text.indexOf(letter, from + opening.length) });
    }
  }
  const characters = Array.from(strip(text));
  const isAlone = (neighbour: string | undefined): boolean =>
    characters.length === 1 || !isLetter(neighbour);
  for (const letter of all) {
    const [first, second] = characters;
    if (first === letter && isAlone(second)) found.push({ letter, rank: AT_START, at: 0 });
    if (characters.at(-1) === letter && isAlone(characters.at(-2)))
      found.push({ letter, rank: AT_END, at: text.length - 1 });
  }
  const there = found.filter(({ at }) => at >= 0);
  // Where no form fits, a letter anywhere counts.
  const any = all.map((letter) => ({ letter, rank: 0, at: text.lastIndexOf(letter) }));
  const candidates = there.length > 0 ? there : any.filter(({ at }) => at >= 0);
  return surest(candidates)?.letter ?? null;
}

const surest = (candidates: readonly Candidate[]): Candidate | undefined =>
  candidates.toSorted((one, other) => other.rank - one.rank || other.at - one.at)[0];

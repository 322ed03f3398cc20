// Text as Python handles it, where JavaScript differs: what counts as white space and as part of a word.

/** The class of Python's white space, which has the separators of ASCII and not the byte order mark. */
export const SPACE = String.raw`[\t-\r\u001c-\u001f \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;

/** The class of what Python counts as part of a word. */
export const WORD = String.raw`[\p{L}\p{N}_]`;

const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, "gu");
const SPACES = new RegExp(`${SPACE}+`, "u");

/** `text.strip()` */
export const strip = (text: string): string => text.replaceAll(ENDS, "");

/** `text.strip(character)` */
export function stripOf(text: string, character: string): string {
  let [from, to] = [0, text.length];
  while (from < to && text[from] === character) from++;
  while (to > from && text[to - 1] === character) to--;
  return text.slice(from, to);
}

/** `len(text.split())` */
export const countWords = (text: string): number =>
  strip(text) === "" ? 0 : strip(text).split(SPACES).length;

/** Whether Python calls a character a letter; false for none. */
export const isLetter = (character: string | undefined): boolean =>
  character !== undefined && /^\p{L}$/u.test(character);

// Which words of an answer differ from another answer: those outside their longest common subsequence of words.
// Case and the punctuation around a word do not count.

export interface DiffPiece {
  readonly text: string;
  readonly isDifferent: boolean;
}

const bareWord = (word: string): string =>
  word.toLowerCase().replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "") || word;

const wordsOf = (text: string): string[] => text.split(/\s+/).filter((word) => word !== "");

/** Returns for each word of `text` whether it is in the longest common subsequence with `reference`. */
function sharedWords(text: readonly string[], reference: readonly string[]): boolean[] {
  const columns = reference.length + 1;
  // lengths[i, j] = length of the longest common subsequence of text[i…] and reference[j…]
  const lengths = new Uint16Array((text.length + 1) * columns);
  const at = (i: number, j: number) => lengths[i * columns + j] ?? 0;
  for (let i = text.length - 1; i >= 0; i--) {
    for (let j = reference.length - 1; j >= 0; j--) {
      lengths[i * columns + j] =
        text[i] === reference[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const shared: boolean[] = [];
  let i = 0;
  let j = 0;
  while (i < text.length) {
    if (j < reference.length && text[i] === reference[j]) {
      shared.push(true);
      i++;
      j++;
    } else if (j < reference.length && at(i, j + 1) > at(i + 1, j)) {
      j++;
    } else {
      shared.push(false);
      i++;
    }
  }
  return shared;
}

/** Splits `text` into runs of words that agree with `reference` and words that do not, each with its spaces. */
export function diffWords(text: string, reference: string): DiffPiece[] {
  const words = wordsOf(text);
  const shared = sharedWords(words.map(bareWord), wordsOf(reference).map(bareWord));
  const pieces: { text: string; isDifferent: boolean }[] = [];
  for (const [index, word] of words.entries()) {
    const isDifferent = shared[index] === false;
    const last = pieces.at(-1);
    if (last?.isDifferent === isDifferent) last.text += ` ${word}`;
    else pieces.push({ text: word, isDifferent });
  }
  return pieces;
}

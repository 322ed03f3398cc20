// Whether an answer is right, where the right one is known. The sample clips' answers are in the words of the embedded
// model, which says nothing in other words, so there the whole answer must be equal. Other models put theirs differently:
// one that has the right words is right, and of any other nothing is said.

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the"]);

/** Returns whether `answer` is `known`; null where that cannot be told. */
export function judge(answer: string, known: string, isTrained: boolean): boolean | null {
  if (isTrained) return answer.trim() === known.trim();
  const said = wordsOf(answer).filter((word) => !ARTICLES.has(word));
  const wanted = wordsOf(known).filter((word) => !ARTICLES.has(word));
  if (wanted.length === 0) return null;
  const isThere = said.some((_, from) => wanted.every((word, i) => said[from + i] === word));
  return isThere ? true : null;
}

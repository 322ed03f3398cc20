/** Byte-level byte-pair encoding, learned from counted words, as in Qwen2's tokenizer.json, but small. */

/** Qwen2's rule for splitting text into words before any merge. */
export const WORD_PATTERN =
  "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";

/** JavaScript lacks inline case-insensitive groups, so contractions are matched in lower case only. */
const WORD_EXPRESSION = new RegExp(WORD_PATTERN.replace("(?i:", "(?:"), "gu");

/** GPT-2's printable character for each of the 256 bytes. */
export const BYTE_LETTERS = byteLetters();

function byteLetters(): string[] {
  const printable = (byte: number) =>
    (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(printable(byte) ? byte : next++),
  );
}

/** Returns text as words of byte letters: `"A dog"` → `["A", "Ġdog"]`. */
export function wordsOf(text: string): string[] {
  const words = text.normalize("NFC").match(WORD_EXPRESSION) ?? [];
  return words.map((word) =>
    Array.from(new TextEncoder().encode(word), (byte) => BYTE_LETTERS[byte] ?? "").join(""),
  );
}

export type Merge = readonly [string, string];

/** Learns merges, keeping every word as its present pieces. */
export class Merger {
  readonly merges: Merge[] = [];
  private readonly words = new Map<string, { pieces: string[]; count: number }>();

  add(word: string, count: number): void {
    const known = this.words.get(word);
    if (known) known.count += count;
    else this.words.set(word, { pieces: this.apply(Array.from(word)), count });
  }

  /** Merges the commonest pairs until every word is one piece or there are `limit` merges in all. */
  learn(limit: number): void {
    while (this.merges.length < limit) {
      const best = this.commonest();
      if (!best) return;
      this.merges.push(best);
      for (const word of this.words.values()) word.pieces = join(word.pieces, best);
    }
  }

  private apply(pieces: string[]): string[] {
    return this.merges.reduce(join, pieces);
  }

  /** Returns the commonest pair; ties go to the pair that sorts first, so the order of words does not matter. */
  private commonest(): Merge | undefined {
    const counts = new Map<string, number>();
    for (const { pieces, count } of this.words.values())
      for (const [index, piece] of pieces.slice(1).entries()) {
        const pair = `${pieces[index] ?? ""} ${piece}`;
        counts.set(pair, (counts.get(pair) ?? 0) + count);
      }
    const [best] = [...counts].sort(
      ([pair, count], [otherPair, otherCount]) => otherCount - count || (pair < otherPair ? -1 : 1),
    );
    if (!best) return undefined;
    const [left = "", right = ""] = best[0].split(" ");
    return [left, right];
  }
}

function join(pieces: string[], [left, right]: Merge): string[] {
  const joined: string[] = [];
  for (const piece of pieces) {
    if (piece === right && joined.at(-1) === left) joined[joined.length - 1] = left + right;
    else joined.push(piece);
  }
  return joined;
}

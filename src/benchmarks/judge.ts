// Judges an answer: which letter it means, and whether that is the right one. Pure.

import { type Benchmark, letterAt, type Judged, type Protocol, type Sample } from "./benchmark.ts";

export interface Judgement extends Judged {
  /** The letter, a drawn one included; null for none. */
  readonly letter: string | null;
  /** Whether the answer said no letter, and one was drawn. */
  readonly isGuess: boolean;
}

/** Judges what was said about a sample. A guess depends on the sample's id alone. */
export function judge(
  benchmark: Benchmark,
  sample: Sample,
  text: string,
  protocol: Protocol,
): Judgement {
  const { letter: said, isGuess } = benchmark.letterOf(text, sample, protocol);
  const letter = isGuess ? letterAt(hashOf(sample.id) % sample.options.length) : said;
  return {
    sample,
    letter,
    isGuess,
    isRight: letter === letterAt(sample.answer),
    isAnswered: text !== "",
  };
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text))
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

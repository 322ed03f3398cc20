// The sentences of an answer for the live region, because screen readers should read whole sentences, not single words.

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/** Returns the sentences of `text`, the last one only when the answer `isFinished`, since it may still grow. */
export function finishedSentences(text: string, isFinished: boolean): string[] {
  const sentences = Array.from(segmenter.segment(text), ({ segment }) => segment.trim());
  const whole = isFinished ? sentences : sentences.slice(0, -1);
  return whole.filter((sentence) => sentence !== "");
}

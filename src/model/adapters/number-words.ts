// Counts in English words, as the Python package num2words writes them.

const SMALL = [
  ..."zero one two three four five six seven eight nine ten eleven twelve thirteen".split(" "),
  ..."fourteen fifteen sixteen seventeen eighteen nineteen".split(" "),
];
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** Returns "twenty-one" or "one hundred and five"; digits from 1,000 on. */
export function numberWords(count: number): string {
  if (count >= 1000) return String(count);
  if (count >= 100) {
    const rest = count % 100;
    const hundreds = `${SMALL[Math.floor(count / 100)]} hundred`;
    return rest === 0 ? hundreds : `${hundreds} and ${numberWords(rest)}`;
  }
  const small = SMALL[count];
  if (small !== undefined) return small;
  const tens = TENS[Math.floor(count / 10) - 2];
  return count % 10 === 0 ? `${tens}` : `${tens}-${SMALL[count % 10]}`;
}

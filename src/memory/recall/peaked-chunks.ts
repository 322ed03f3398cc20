// How many chunks a question looks for, told by how its attention falls from the most to the less relevant ones. Where it looks for
// a few moments ("what shape is the red thing?", "in which order …?"), the chunks that show them have many times what all others
// have, and the largest fall is behind the last of them. Where it is about what is there all the time, attention falls gently.

/** So many times as much as the next chunk must the last of them have. On tuning clips of the needle suite questions about moments
 * have at least 1.9 to 80, those about what is always there at most 1.9. */
const LEAST_FALL = 2;

/**
 * Returns the chunks before the largest fall, ascending, at most `most`; null where none is large enough to say that the others
 * do not matter. `attention`: a positive number for each chunk, 0 where there is nothing to look at.
 */
export function peakedChunks(attention: readonly number[], most: number): readonly number[] | null {
  const there = [...attention.keys()].filter((chunk) => (attention[chunk] ?? 0) > 0);
  const order = there.sort((a, b) => (attention[b] ?? 0) - (attention[a] ?? 0) || a - b);
  const of = (place: number): number => attention[order[place] ?? -1] ?? 0;
  let [count, largest] = [0, LEAST_FALL];
  for (let k = 1; k <= Math.min(most, order.length - 1); k++) {
    const fall = of(k - 1) / of(k);
    if (fall >= largest) [count, largest] = [k, fall];
  }
  return count === 0 ? null : order.slice(0, count).sort((a, b) => a - b);
}

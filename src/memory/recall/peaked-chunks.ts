// How many chunks a question looks for, told by how its attention falls from the most to the less relevant ones. Where it looks for
// a few moments ("what shape is the red thing?", "in which order …?"), the chunks that show them have many times what all others
// have, and the largest fall is behind the last of them. Where it is about what is there all the time, attention falls gently.

/** So many times as much as the next chunk must the last of them have. On tuning clips of the needle suite questions about moments
 * have at least 1.9 to 80, those about what is always there at most 1.9. */
const LEAST_FALL = 2;

/** So many times the median of the others has a chunk that rises above them. On tuning clips chunks that show nothing new have less. */
const LEAST_RISE = 1.5;

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

/**
 * Returns the peaked chunks, and all others that rise above the rest, ascending: for a question that needs every one of them, as one
 * about an order does, even where it looks at one by far the most. Null where none is peaked, or these are more than `most`.
 */
export function raisedChunks(attention: readonly number[], most: number): readonly number[] | null {
  const peaked = peakedChunks(attention, most);
  if (peaked === null) return null;
  const rest = attention.filter((own, chunk) => own > 0 && !peaked.includes(chunk));
  const middle = rest.sort((a, b) => a - b)[Math.floor(rest.length / 2)] ?? Infinity;
  const raised = [...attention.keys()].filter(
    (chunk) => peaked.includes(chunk) || (attention[chunk] ?? 0) >= LEAST_RISE * middle,
  );
  return raised.length > most ? null : raised;
}

// How many positions a KV cache allocates memory for: it grows in steps.

/** The most positions that a KV cache grows to, whatever the model could read. */
export const MOST_POSITIONS = 8192;

/** The fewest rows that are allocated, enough for a short prompt and its answer. */
const FIRST_ROWS = 512;

/**
 * Returns the rows that are allocated for `positions`: 512, doubled until they fit, up to `capacity`. A cache that
 * fills up is thus copied only a few times, and allocates at most twice what it holds.
 */
export function rowsFor(positions: number, capacity: number): number {
  let rows = FIRST_ROWS;
  while (rows < positions) rows *= 2;
  return Math.min(rows, capacity);
}

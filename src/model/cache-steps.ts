// How many positions a KV cache takes memory for: it grows in steps.

/** Most positions that a KV cache grows to, whatever the model could read. */
export const MOST_POSITIONS = 8192;

/** The least that is allocated: a short prompt and its answer. */
const FIRST_ROWS = 512;

/**
 * Rows that are allocated for `positions`: 512, doubled until they fit, and never more than `capacity`. So a cache that
 * fills up is copied a few times only, and takes at most twice what it holds.
 */
export function rowsFor(positions: number, capacity: number): number {
  let rows = FIRST_ROWS;
  while (rows < positions) rows *= 2;
  return Math.min(rows, capacity);
}

// Work on many items, done in runs of several: a run that fails for lack of memory is repeated in halves.

import { isMemoryError } from "./graph-errors.ts";

/** The number of items in a run. It is reduced for good when memory did not suffice. */
export interface PartSize {
  most: number;
}

/**
 * Calls `run` for items `from` … `from + count − 1` until all `total` are done, at most `size.most` at once and one run
 * after the other. A `run` that fails must leave nothing behind.
 * @throws what `run` throws; AppError `graph-memory` only when a single item is too much.
 */
export async function inParts(
  total: number,
  size: PartSize,
  run: (from: number, count: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < total;) {
    const count = Math.min(size.most, total - from);
    try {
      await run(from, count);
      from += count;
    } catch (thrown) {
      if (!isMemoryError(thrown) || count === 1) throw thrown;
      size.most = Math.ceil(count / 2);
    }
  }
}

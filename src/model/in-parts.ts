// Work of many items in runs of some: a run that fails for want of memory is tried again in halves.

import { isMemoryError } from "./graph-errors.ts";

/** Items a run. Becomes smaller for good when memory did not suffice. */
export interface PartSize {
  most: number;
}

/**
 * Calls `run` for items `from` … `from + count − 1` until all `total` are done, at most `size.most` at once and one
 * after the other. `run` must leave nothing behind when it fails.
 * @throws what `run` throws; AppError `graph-memory` only when one item alone is too much.
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

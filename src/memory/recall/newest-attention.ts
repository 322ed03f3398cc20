// From the attention that each of the newest tokens would have to that of each frame: its best token's.

import type { NewestKeys } from "../chunk-record.ts";

/** What tells the frames of a chunk's newest tokens; absent for a chunk without. */
export interface NewestOf {
  readonly timesSec: readonly number[];
  readonly newest?: Pick<NewestKeys, "frames"> | undefined;
}

/**
 * Returns one number a frame, the largest of its tokens' in all `perLayer` [layers][tokens] together; 0 for a frame that has none
 * of the newest tokens.
 */
export function newestAttention(
  perLayer: readonly ArrayLike<number>[],
  records: readonly NewestOf[],
): Float64Array {
  const frames = new Float64Array(records.reduce((sum, { timesSec }) => sum + timesSec.length, 0));
  let [token, first] = [0, 0];
  for (const { timesSec, newest } of records) {
    for (const frame of newest?.frames ?? []) {
      const own = perLayer.reduce((sum, of) => sum + (of[token] ?? 0), 0);
      frames[first + frame] = Math.max(frames[first + frame] ?? 0, own);
      token++;
    }
    first += timesSec.length;
  }
  return frames;
}

import type { Tolerance } from "../tolerance.ts";

/**
 * Returns null when every element is within `abs + rel · |want|`, else a sentence with the count and the worst miss.
 * NaN always counts as a miss.
 */
export function differs(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  { abs, rel }: Tolerance,
): string | null {
  if (got.length !== want.length) return `got ${got.length} elements, wanted ${want.length}`;
  let misses = 0;
  let worst = -1;
  let worstExcess = -Infinity;
  for (let i = 0; i < want.length; i++) {
    const error = Math.abs(got[i]! - want[i]!);
    const excess = error - (abs + rel * Math.abs(want[i]!));
    if (excess <= 0) continue; // NaN falls through
    misses++;
    if (worst < 0 || Number.isNaN(excess) || excess > worstExcess) {
      worst = i;
      worstExcess = Number.isNaN(excess) ? Infinity : excess;
    }
  }
  if (misses === 0) return null;
  return `${misses} of ${want.length} elements outside abs ${abs}, rel ${rel}; worst at [${worst}]: got ${got[worst]}, wanted ${want[worst]}, error ${Math.abs(got[worst]! - want[worst]!)}`;
}

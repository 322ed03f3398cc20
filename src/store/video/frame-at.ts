/** Index of the frame that stands for `timeSec`: the nearest one. `times` ascends; 0 for an empty list. */
export function frameAt(times: readonly number[], timeSec: number): number {
  let best = 0;
  for (const [index, time] of times.entries()) {
    if (Math.abs(time - timeSec) <= Math.abs((times[best] ?? 0) - timeSec)) best = index;
  }
  return best;
}

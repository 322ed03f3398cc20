// Shares the rows that a cut keeps among the frames, so that a frame budget drives a method inside the decoder.

/** How a cut shares what it keeps among the frames. */
export interface FrameShares {
  /** The number N of tokens of a frame before any cut. */
  readonly tokens: number;
  /** What each of the T frames is due, at least 0; only their ratios count. */
  readonly shares: ArrayLike<number>;
}

/**
 * Returns how many of the `keep` rows each frame gets: in the ratio of `shares`, by largest remainder (then the larger share,
 * then the earlier frame), never more than its `room`. What a full frame cannot take is shared among the others, evenly where
 * none of them is due anything. Their sum is `keep`, or all the room when that is less.
 */
export function frameQuotas(
  keep: number,
  shares: ArrayLike<number>,
  room: readonly number[],
): number[] {
  const quotas = room.map(() => 0);
  let open = room.flatMap((free, t) => (free > 0 ? [t] : []));
  let left = keep;
  while (open.length > 0) {
    const sum = open.reduce((all, t) => all + (shares[t] ?? 0), 0);
    const due = new Map(
      open.map((t) => [
        t,
        (left * (sum > 0 ? (shares[t] ?? 0) : 1)) / (sum > 0 ? sum : open.length),
      ]),
    );
    const ideal = (t: number): number => due.get(t) ?? 0;
    const full = open.filter((t) => ideal(t) >= (room[t] ?? 0));
    if (full.length === 0) {
      // A billionth of a row is rounding of the sum, not a wish for one more.
      const whole = (t: number): number => Math.floor(ideal(t) + 1e-9);
      const rest = (t: number): number => ideal(t) - whole(t);
      for (const t of open) quotas[t] = whole(t);
      const more = left - open.reduce((all, t) => all + whole(t), 0);
      const byRest = open.toSorted(
        (a, b) => rest(b) - rest(a) || (shares[b] ?? 0) - (shares[a] ?? 0) || a - b,
      );
      for (const t of byRest.slice(0, more)) quotas[t] = (quotas[t] ?? 0) + 1;
      break;
    }
    for (const t of full) {
      quotas[t] = room[t] ?? 0;
      left -= room[t] ?? 0;
    }
    open = open.filter((t) => !full.includes(t));
  }
  return quotas;
}

/** The sizes of an attention, and how its rows lie in memory. */
export interface AttentionShape {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headSize: number;
  /** Values from one row of queries to the next. */
  readonly rowWidth: number;
}

/** One head of a key, channel by channel. */
export type KeyOf = (kvHead: number, place: number) => readonly number[];

/** The attention of one row over the first `sees` keys: [heads][sees]. */
export function attentionReference(
  queries: ArrayLike<number>,
  keyOf: KeyOf,
  { heads, kvHeads, headSize, rowWidth }: AttentionShape,
  [row, sees]: readonly [row: number, sees: number],
): number[][] {
  return Array.from({ length: heads }, (_, head) => {
    const group = Math.floor((head * kvHeads) / heads);
    const products = Array.from({ length: sees }, (_, place) =>
      keyOf(group, place).reduce(
        (sum, k, c) => sum + queries[row * rowWidth + head * headSize + c]! * k,
        0,
      ),
    ).map((product) => product / Math.sqrt(headSize));
    const most = Math.max(...products);
    const weights = products.map((product) => Math.exp(product - most));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / total);
  });
}

/** Mean over raters and heads of what each of `places` receives. */
export function receivedAttentionReference(
  queries: ArrayLike<number>,
  keyOf: KeyOf,
  shape: AttentionShape,
  raters: readonly (readonly [row: number, sees: number])[],
  places: readonly number[],
): number[] {
  const maps = raters.flatMap((rater) => attentionReference(queries, keyOf, shape, rater));
  return places.map(
    (place) => maps.reduce((sum, weights) => sum + (weights[place] ?? 0), 0) / maps.length,
  );
}

/** Place of each value in its row, best first: sort, ties by index, NaN below every number, −0 as 0. */
export function rankRowsReference(
  values: ArrayLike<number>,
  columns: number,
  first: "largest" | "smallest",
): Uint32Array {
  const ranks = new Uint32Array(values.length);
  const key = (i: number) => {
    const value = values[i]!;
    return first === "largest" ? -value : value;
  };
  for (let base = 0; base < values.length; base += columns) {
    const order = Array.from({ length: columns }, (_, i) => base + i).sort((a, b) => {
      const nans = Number(Number.isNaN(values[a])) - Number(Number.isNaN(values[b]));
      if (nans !== 0) return first === "largest" ? nans : -nans;
      return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b;
    });
    order.forEach((i, rank) => (ranks[i] = rank));
  }
  return ranks;
}

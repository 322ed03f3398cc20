/** The greatest cosine of each row with another; −1 where there is none. `width` channels a row. */
export function nearestOtherReference(data: ArrayLike<number>, width: number): Float64Array {
  const rows = unitRows(data, width);
  return Float64Array.from(rows, (row, i) =>
    rows.reduce((most, other, j) => (j === i ? most : Math.max(most, dot(row, other))), -1),
  );
}

/** Rows of `width` channels as unit vectors; a row of zeros stays zeros. */
export function unitRows(data: ArrayLike<number>, width: number): Float64Array[] {
  return Array.from({ length: data.length / width }, (_, i) => {
    const row = Float64Array.from({ length: width }, (_, c) => data[i * width + c]!);
    const norm = Math.max(Math.sqrt(dot(row, row)), 1e-12);
    return row.map((value) => value / norm);
  });
}

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

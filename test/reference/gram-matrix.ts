import { dot, unitRows } from "./nearest-other.ts";

/** Products of unit rows, or of their channels where those are fewer, over the number of rows. `width` channels a row. */
export function gramMatrixReference(data: ArrayLike<number>, width: number): Float64Array {
  const rows = unitRows(data, width);
  const columns = Array.from({ length: width }, (_, c) => rows.map((row) => row[c]!));
  const vectors: readonly ArrayLike<number>[] = width < rows.length ? columns : rows;
  const products = vectors.flatMap((a) => vectors.map((b) => dot(a, b) / rows.length));
  return Float64Array.from(products);
}

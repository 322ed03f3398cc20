/** Means of what is above 0 and of what is below in rows fromRow … fromRow + count − 1 of queries [rows, rowWidth]. */
export function queryPartsReference(
  queries: Float32Array,
  { rowWidth, width }: { readonly rowWidth: number; readonly width: number },
  { fromRow, count }: { readonly fromRow: number; readonly count: number },
): Float32Array {
  const mean = (part: (value: number) => number): number[] =>
    Array.from({ length: width }, (_, c) => {
      let sum = 0;
      for (let k = fromRow; k < fromRow + count; k++) sum += part(queries[k * rowWidth + c]!);
      return sum / count;
    });
  return Float32Array.from([
    ...mean((value) => Math.max(value, 0)),
    ...mean((value) => Math.min(value, 0)),
  ]);
}

/** The mean of rows fromRow … fromRow + count − 1 of queries [rows, rowWidth], their first `width` channels. */
export function meanQueryReference(
  queries: Float32Array,
  { rowWidth, width }: { readonly rowWidth: number; readonly width: number },
  { fromRow, count }: { readonly fromRow: number; readonly count: number },
): Float32Array {
  return Float32Array.from({ length: width }, (_, c) => {
    let sum = 0;
    for (let row = fromRow; row < fromRow + count; row++) sum += queries[row * rowWidth + c]!;
    return sum / count;
  });
}

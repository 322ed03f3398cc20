/** The mean of the rows of each group, one after the other. */
export function meanRowsReference(
  rows: ArrayLike<number>,
  width: number,
  groups: readonly (readonly number[])[],
): number[] {
  return groups.flatMap((group) =>
    Array.from(
      { length: width },
      (_, c) => group.reduce((sum, row) => sum + rows[row * width + c]!, 0) / group.length,
    ),
  );
}

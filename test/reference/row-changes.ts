/** The lengths of `after` − `before`, rows of `width`, each the sum of one or two tensors. */
export function rowChangesReference(
  before: readonly ArrayLike<number>[],
  after: readonly ArrayLike<number>[],
  width: number,
): number[] {
  const at = (parts: readonly ArrayLike<number>[], i: number): number =>
    parts.reduce((sum, part) => sum + part[i]!, 0);
  return Array.from({ length: after[0]!.length / width }, (_, row) =>
    Math.hypot(
      ...Array.from({ length: width }, (_, c) => {
        const i = row * width + c;
        return at(after, i) - at(before, i);
      }),
    ),
  );
}

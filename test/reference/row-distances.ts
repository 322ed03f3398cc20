/** ‖row_i − row_j‖ / √width for all pairs; a row is the sum of one or two tensors. */
export function rowDistancesReference(
  parts: readonly ArrayLike<number>[],
  width: number,
): number[] {
  const count = parts[0]!.length / width;
  const at = (row: number, c: number): number =>
    parts.reduce((sum, part) => sum + part[row * width + c]!, 0);
  return Array.from({ length: count * count }, (_, item) => {
    const [a, b] = [Math.floor(item / count), item % count];
    let sum = 0;
    for (let c = 0; c < width; c++) sum += (at(a, c) - at(b, c)) ** 2;
    return Math.sqrt(sum) / Math.sqrt(width);
  });
}

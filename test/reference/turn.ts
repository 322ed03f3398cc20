/** Turns a picture of one value a pixel clockwise in steps of 90°, then mirrors it: one pixel after the other. */
export function turnReference<T>(
  pixels: readonly T[],
  width: number,
  height: number,
  rotation: 0 | 90 | 180 | 270,
  isMirrored: boolean,
): { pixels: T[]; width: number; height: number } {
  let rows = Array.from({ length: height }, (_, y) => pixels.slice(y * width, (y + 1) * width));
  for (let turn = 0; turn < rotation; turn += 90) {
    // The lowest row becomes the leftmost column.
    rows = rows[0]!.map((_, x) => rows.map((row) => row[x]!).toReversed());
  }
  if (isMirrored) rows = rows.map((row) => row.toReversed());
  return { pixels: rows.flat(), width: rows[0]!.length, height: rows.length };
}

/** A copy of `target` with rows of `source` written from `toRow` on: those in `picks`, in its order. */
export function spliceRowsReference(
  target: Float32Array,
  source: Float32Array,
  width: number,
  picks: readonly number[],
  toRow: number,
): Float32Array {
  const embeds = target.slice();
  picks.forEach((pick, r) => {
    for (let c = 0; c < width; c++) embeds[(toRow + r) * width + c] = source[pick * width + c]!;
  });
  return embeds;
}

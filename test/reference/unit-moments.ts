import { tokenMomentsReference } from "./token-moments.ts";

/** Means of x · inverse norm over chunks, 0 on channels that do not count: [T, chunks, 1, width]. */
export function unitMomentsReference(
  tokens: Float32Array,
  inverseNorms: ArrayLike<number>,
  shape: Parameters<typeof tokenMomentsReference>[1],
  counts: (channel: number) => boolean,
): Float64Array {
  const width = 4 * shape.quads;
  const unit = tokens.map((value, i) =>
    counts(i % width) ? value * inverseNorms[Math.floor(i / width)]! : 0,
  );
  return tokenMomentsReference(unit, shape, 1);
}

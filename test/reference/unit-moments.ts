import { tokenMomentsReference } from "./token-moments.ts";

/** Means of x · inverse norm over chunks: [T, chunks, 1, width]. */
export function unitMomentsReference(
  tokens: Float32Array,
  inverseNorms: ArrayLike<number>,
  shape: Parameters<typeof tokenMomentsReference>[1],
): Float64Array {
  const width = 4 * shape.quads;
  const unit = tokens.map((value, i) => value * inverseNorms[Math.floor(i / width)]!);
  return tokenMomentsReference(unit, shape, 1);
}

import { coverageReference } from "./coverage.ts";
import { effectiveDimensionReference } from "./effective-dimension.ts";
import { gramMatrixReference } from "./gram-matrix.ts";
import { nearestRowReference } from "./nearest-row.ts";
import { eigenvaluesReference } from "./tridiagonal.ts";

/** How well `rows` stand for `tokens`, with `width` channels each. */
export function qualityReference(
  tokens: ArrayLike<number>,
  rows: ArrayLike<number>,
  width: number,
) {
  const closeness = nearestRowReference(tokens, rows, width);
  const [coverage = 0, error = 0] = coverageReference(closeness, 0.9);
  const eigenvalues = eigenvaluesReference(gramMatrixReference(rows, width));
  return { coverage, error, dimension: effectiveDimensionReference(eigenvalues) };
}

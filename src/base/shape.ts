/** The rows and columns of a grid of patches or tokens. */
export interface Grid {
  /** The number of rows. */
  readonly rows: number;
  /** The number of columns. */
  readonly columns: number;
}

/** Returns the number of elements of a shape; 1 for a scalar. */
export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Returns the smallest integer that is at least `a / b`. */
export function ceilDiv(a: number, b: number): number {
  return Math.ceil(a / b);
}

/** Rounds `value` up to a multiple of `step`. */
export function alignTo(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

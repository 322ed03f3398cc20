// Every tolerance of the tests, each with its reason. Loosening one is a commit of its own.

export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

/** One rounding of an f32 result whose magnitude is near 1. */
export const F32_ONE: Tolerance = { abs: 1e-6, rel: 1e-6 };

/** A sum of up to a few thousand f32 terms in another order than the f64 twin's. */
export const F32_SUM: Tolerance = { abs: 1e-5, rel: 1e-5 };

/** Nothing but copies and integers: no difference is allowed. */
export const EXACT: Tolerance = { abs: 0, rel: 0 };

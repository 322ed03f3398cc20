/** 1 / max(|x|, 1e-12) of squared norms. */
export const inverseNormsReference = (squares: Float64Array): Float64Array =>
  squares.map((square) => 1 / Math.max(Math.sqrt(square), 1e-12));

import { overCentres, type Likeness } from "./cosine-dots.ts";

/** |z − c|² and |z − c_t|² in f64; `unit` are unit tokens already. */
export const gaussianDistancesReference = (
  unit: ArrayLike<number>,
  centres: ArrayLike<number>,
  shape: Record<"frames" | "tokens" | "width", number>,
): Likeness => overCentres(unit, centres, shape, (z, c) => (z - c) ** 2);

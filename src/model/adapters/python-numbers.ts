// Numbers rounded and printed as in the families' Python code; JavaScript rounds ties the other way.

import { roundHalfEven } from "../../base/round.ts";

/** Returns `f"{x:.1f}"`. A double is exactly between two tenths only when it is a multiple of a quarter. */
export const fixed1 = (x: number): string =>
  (Number.isInteger(x * 4) ? roundHalfEven(x * 10) / 10 : x).toFixed(1);

/** Returns `f"{x:.2f}"`. A double is exactly between two hundredths only when it is a multiple of an eighth. */
export const fixed2 = (x: number): string =>
  (Number.isInteger(x * 8) ? roundHalfEven(x * 100) / 100 : x).toFixed(2);

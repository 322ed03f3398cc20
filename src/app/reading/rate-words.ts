import { formatFraction } from "../values/format.ts";

/** "1 frame a second". */
export const rateWords = (rate: number): string =>
  `${formatFraction(rate)} ${rate > 1 ? "frames" : "frame"} a second`;

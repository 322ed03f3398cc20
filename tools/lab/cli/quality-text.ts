import type { Quality } from "../../../src/engine/api.ts";

/** A line such as "Coverage 0.812, reconstruction error 0.0421, effective dimension 17.3." */
export const qualityText = ({
  coverage,
  reconstructionError,
  effectiveDimension,
}: Quality): string =>
  `Coverage ${coverage.toFixed(3)}, reconstruction error ${reconstructionError.toFixed(4)}, effective dimension ${effectiveDimension.toFixed(1)}.`;

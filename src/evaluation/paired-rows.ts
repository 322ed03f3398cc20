// Comparisons of arms as the rows of a table. Pure.

import type { ArmsComparison } from "./compare-arms.ts";
import { intervalText, probabilityText, type Rows } from "./table.ts";

/** One comparison a row. */
export function pairedRows(paired: readonly ArmsComparison[]): Rows {
  const [first] = paired;
  const isByMethod = first === undefined || first.method === undefined;
  return [
    [
      isByMethod ? "against" : "method",
      "retention",
      ...(isByMethod ? ["positions"] : []),
      "type",
      "n",
      isByMethod ? "better by" : `${first.one} − ${isOfEncodes(first) ? "this" : "compact"}`,
      "only one right",
      "p",
    ],
    ...paired.map(
      ({ method, other, retention, positions, type, n, points, onlyOne, onlyOther, p }) => [
        method ?? other,
        percentText(retention),
        ...(isByMethod ? [positions ?? "–"] : []),
        type,
        String(n),
        intervalText(points),
        `${onlyOne} : ${onlyOther}`,
        probabilityText(p),
      ],
    ),
  ];
}

const isOfEncodes = ({ one }: ArmsComparison): boolean => one !== "original";

/** 0.25 → "25 %" */
export const percentText = (share: number): string => `${Math.round(share * 10_000) / 100} %`;

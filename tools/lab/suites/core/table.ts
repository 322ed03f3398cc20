// How the suites' tables are written. Pure.

import type { Interval } from "./stats.ts";

export type Rows = readonly (readonly string[])[];

/** A Markdown table; the first row is its head, the first column is aligned left. */
export function markdownTable([head = [], ...rows]: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** "+4.1 [+2.0, +6.3]" */
export const intervalText = ({ mean, low, high }: Interval): string =>
  `${signed(mean)} [${signed(low)}, ${signed(high)}]`;

export const probabilityText = (p: number): string => (p < 0.0001 ? "< 0.0001" : p.toFixed(4));

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

// How tables and reports are written, for a terminal and as Markdown. Pure.

import type { Interval } from "./stats.ts";

export type Rows = readonly (readonly string[])[];

/** Returns columns for people: the first aligned left, the others right, two spaces between. */
export function textTable(rows: Rows): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  }
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ")
      .trimEnd();
  return rows.map(line).join("\n");
}

/** Returns a Markdown table; the first row is its head, the first column is aligned left. */
function markdownTable([head = [], ...rows]: Rows): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join(
    "\n",
  );
}

/** What a report was made by: a command that can be typed again, or words. */
export type Made = { readonly command: string } | { readonly words: string };

/** Joins paragraphs, headings and tables, with what made them. */
export const markdownReport = (parts: readonly (string | Rows)[], made: Made): string =>
  [
    ...parts.map((part) => (typeof part === "string" ? part : markdownTable(part))),
    "words" in made
      ? `${made.words}\n`
      : ["Made by:", "", "```sh", made.command, "```\n"].join("\n"),
  ].join("\n\n");

/** Returns "1.50", or a dash for a missing number. */
export const fixed = (value: number | null | undefined, digits: number): string =>
  value === null || value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);

/** "+4.1 [+2.0, +6.3]" */
export const intervalText = ({ mean, low, high }: Interval): string =>
  `${signed(mean)} [${signed(low)}, ${signed(high)}]`;

export const probabilityText = (p: number): string => (p < 0.0001 ? "< 0.0001" : p.toFixed(4));

const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(1)}`;

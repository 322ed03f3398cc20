// The bench's lines: what was measured, what was wanted, and whether it holds. Pure.

import { textTable } from "../../../src/evaluation/table.ts";

export interface BenchLine {
  readonly name: string;
  readonly got: number;
  /** The most that is wanted; null for a line that is reported and not judged. */
  readonly wanted: number | null;
  readonly unit: "ratio" | "count" | "kB" | "MB" | "s";
  readonly passed: boolean;
  /** What the ratio compares, in words. */
  readonly detail: string;
}

export function line(
  name: string,
  got: number,
  wanted: number | null,
  unit: BenchLine["unit"],
  detail: string,
): BenchLine {
  return { name, got, wanted, unit, passed: wanted === null || got <= wanted, detail };
}

export function lineCells({ name, got, wanted, unit, passed, detail }: BenchLine): string[] {
  const show = (value: number): string => shown(value, unit);
  const verdict = wanted === null ? "" : passed ? "pass" : "FAIL";
  return [name, show(got), wanted === null ? "" : `≤ ${show(wanted)}`, verdict, detail];
}

/** "1.23 MB", for a line's detail. */
export const megabytes = (bytes: number, digits = 2): string =>
  `${(bytes / 1e6).toFixed(digits)} MB`;

/** Returns all lines under a heading, for people. */
export const linesTable = (lines: readonly BenchLine[]): string =>
  `${textTable([["", "got", "wanted", "", ""], ...lines.map(lineCells)])}\n`;

function shown(value: number, unit: BenchLine["unit"]): string {
  switch (unit) {
    case "ratio":
      return value.toFixed(3);
    case "count":
      return String(Math.round(value));
    case "kB":
    case "MB":
    case "s":
      return `${value.toFixed(1)} ${unit}`;
  }
}

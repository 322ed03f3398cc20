// What every bench writes: its lines, judged, in a file and on standard output, with the machine that they are of.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../browser/cache.ts";
import { COMMON } from "../cli/common-options.ts";
import { or, path, type Values } from "../cli/options.ts";
import { jsonText, type VerbContext } from "../cli/verb.ts";
import { textTable } from "../suites/core/table.ts";
import { type BenchLine, lineCells, linesTable } from "./lines.ts";
import { machineFacts } from "./machine.ts";

/** Of every bench; `file` is where it writes unless it is told otherwise. */
export const benchOptions = (file: string) => ({
  out: or(path, `${ROOT}/reports/${file}`),
  ...COMMON,
});

export interface BenchReport {
  /** Shows lines and writes the file, so that a run that is stopped keeps what it has. */
  add(measured: BenchLine | readonly BenchLine[]): void;
  /** What belongs on standard output; a line that missed makes the exit code 1. */
  finish(): string;
}

/** `facts` and `detail` stand in the document before and behind the lines. */
export function createReport(
  { note, markFailed }: VerbContext,
  { out, json }: Pick<Values<ReturnType<typeof benchOptions>>, "out" | "json">,
  facts: () => object,
  detail: () => object = () => ({}),
): BenchReport {
  const lines: BenchLine[] = [];
  const document = (): string =>
    jsonText({
      date: new Date().toISOString(),
      machine: machineFacts(),
      ...facts(),
      lines,
      ...detail(),
    });
  mkdirSync(dirname(out), { recursive: true });
  return {
    add(measured) {
      const added = [measured].flat();
      lines.push(...added);
      note(textTable(added.map(lineCells)));
      writeFileSync(out, document());
    },
    finish() {
      if (lines.some(({ passed }) => !passed)) markFailed();
      return json ? document() : linesTable(lines);
    },
  };
}

// What every bench writes: its judged lines, in a file and on standard output, with facts about the machine.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROOT } from "../browser/cache.ts";
import { COMMON } from "../cli/common-options.ts";
import { or, path, type Values } from "../cli/options.ts";
import { jsonText, type VerbContext } from "../cli/verb.ts";
import { textTable } from "../../../src/evaluation/table.ts";
import { type BenchLine, lineCells, linesTable } from "./lines.ts";
import { machineFacts } from "./machine.ts";

/** The options of every bench; `file` is the default of where it writes. */
export const benchOptions = (file: string) => ({
  out: or(path, `${ROOT}/reports/${file}`),
  ...COMMON,
});

export interface BenchReport {
  /** Shows lines and writes the file, so that an interrupted run keeps what it has. */
  add(measured: BenchLine | readonly BenchLine[]): void;
  /** Returns the text for standard output; a line that missed makes the exit code 1. */
  finish(): string;
}

/** Creates a report. In its document, `facts` come before the lines and `detail` after them. */
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

// A section of the bench of a GPU. Each stands alone: what fails is told in the report, and the others go on.

import { toPlainError } from "../../../../src/base/errors.ts";
import type { SizeName } from "../../page/bench-gpu.ts";
import type { Rows } from "../../../../src/evaluation/table.ts";
import type { BenchLine } from "../lines.ts";

/** What a section found. */
export interface Found {
  readonly lines?: readonly BenchLine[];
  /** A table whose first row is its head. */
  readonly table?: Rows;
  /** SVG documents. */
  readonly plots?: readonly string[];
  /** Sentences about what could not be run, each of which counts. */
  readonly notRun?: readonly string[];
  /** Sentences about what went wrong. */
  readonly failed?: readonly string[];
  /** All numbers, for scripts. */
  readonly data?: object;
}

export interface Section {
  readonly id: string;
  readonly title: string;
  /** A sentence about what it does. */
  readonly about: string;
  readonly run: () => Promise<Found>;
}

export interface SectionReport extends Required<Found> {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly state: "done" | "failed" | "not run";
  readonly seconds: number;
}

/** Thrown by a section that cannot run here: not a failure, and told as what was not run. */
export class NotRun extends Error {
  override readonly name = "NotRun";
}

const NOTHING: Required<Found> = {
  lines: [],
  table: [],
  plots: [],
  notRun: [],
  failed: [],
  data: {},
};

/** Runs a section, whatever comes. */
export async function runSection(
  { id, title, about, run }: Section,
  isTimeUp: () => boolean,
): Promise<SectionReport> {
  const startMs = performance.now();
  const report = (state: SectionReport["state"], found: Found): SectionReport => ({
    id,
    title,
    about,
    state,
    seconds: (performance.now() - startMs) / 1000,
    ...NOTHING,
    ...found,
  });
  if (isTimeUp()) return report("not run", { notRun: ["The time that was given was over."] });
  try {
    const found = await run();
    const isFailed =
      (found.failed ?? []).length > 0 || (found.lines ?? []).some(({ passed }) => !passed);
    return report(isFailed ? "failed" : "done", found);
  } catch (thrown) {
    if (thrown instanceof NotRun) return report("not run", { notRun: [thrown.message] });
    const { message, hint } = toPlainError(thrown);
    return report("failed", { failed: [[message, hint].filter((part) => part !== "").join(" ")] });
  }
}

/** What all sections are told. */
export interface SectionOptions {
  readonly size: SizeName;
  readonly note: (text: string) => void;
}

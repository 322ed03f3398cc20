// What the verbs of the lab have in common.

import type { Lab } from "../browser/lab.ts";
import type { LoadedLab } from "./loaded-lab.ts";

/** Where a verb reports to people, and where it registers what must be closed on an interrupt. */
export interface VerbContext {
  /** Writes progress to standard error. */
  readonly note: (text: string) => void;
  /** Registers a browser to be closed on Ctrl-C too. */
  readonly track: (lab: Lab) => Lab;
  /** A browser with a model that is open already and stays so; commands that need a model use it instead of their own. */
  readonly open?: LoadedLab;
  /** Makes the exit code 1 although the result is printed. */
  readonly markFailed: () => void;
}

export interface Verb {
  readonly summary: string;
  readonly help: string;
  /** Runs and returns the text for standard output. @throws UsageError, AppError. */
  run(args: readonly string[], context: VerbContext): Promise<string>;
}

/** Returns one JSON document, in which floats keep every digit. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

// What the verbs of the lab have in common.

import type { Lab } from "../browser/lab.ts";

/** Where a verb speaks to people, and how it says what must be closed when it is interrupted. */
export interface VerbContext {
  /** Progress on standard error. */
  readonly note: (text: string) => void;
  /** Closed on Ctrl-C too. */
  readonly track: (lab: Lab) => Lab;
  /** The result is printed, and the exit code is 1. */
  readonly markFailed: () => void;
}

export interface Verb {
  readonly summary: string;
  readonly help: string;
  /** Runs and returns what belongs on standard output. @throws UsageError, AppError. */
  run(args: readonly string[], context: VerbContext): Promise<string>;
}

/** One JSON document; floats keep every digit. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

// The results of clips, in a file of one JSON line each, so that a stopped run can continue.

import { appendFileSync, existsSync, readFileSync, truncateSync } from "node:fs";
import { AppError } from "../../../../src/base/errors.ts";
import { type ClipRecord, type ResultLog, Results } from "../../../../src/evaluation/results.ts";

export interface EvalLog<Result> extends ResultLog<Result> {
  /** The adapters of all runs that wrote to it, and the runtimes on which graphs ran. */
  readonly adapter: string | undefined;
  readonly runtime: string | undefined;
  setMachine(adapter: string, runtime: string): void;
  add(record: ClipRecord<Result>): void;
  /** Returns the results of all clips and keys. */
  results(): Result[];
}

type Line<Result> = { head: object } | { adapter: string; runtime?: string } | ClipRecord<Result>;

/**
 * Opens or starts the log; null keeps it in memory. `head` must be equal for results to belong together. `others` are logs of
 * the same run, such as its other shards, whose results are read and stay where they are.
 * @throws AppError `eval-log` when a file is of another run or damaged, `eval-log-write` when it cannot be written.
 */
export function openLog<Result>(
  path: string | null,
  head: object,
  others: readonly string[] = [],
): EvalLog<Result> {
  const results = new Results<Result>();
  const adapters = new Set<string>();
  const runtimes = new Set<string>();
  const take = (line: Line<Result>, from: string | null): void => {
    if ("head" in line) {
      if (JSON.stringify(line.head) !== JSON.stringify(head))
        throw ofAnotherRun(from ?? "", line.head);
    } else if ("adapter" in line) {
      adapters.add(line.adapter);
      if (line.runtime !== undefined) runtimes.add(line.runtime);
    } else {
      results.add(line);
    }
  };
  const write = (line: Line<Result>): void => {
    if (path !== null) append(path, `${JSON.stringify(line)}\n`);
  };
  for (const other of others) for (const line of linesOf<Result>(other).lines) take(line, other);
  let isNew = true;
  if (path !== null && existsSync(path)) {
    const { lines, wholeBytes } = linesOf<Result>(path);
    truncateSync(path, wholeBytes);
    for (const line of lines) take(line, path);
    isNew = lines.length === 0;
  }
  if (isNew) write({ head });

  return {
    get adapter() {
      return adapters.size === 0 ? undefined : [...adapters].join(", ");
    },
    get runtime() {
      return runtimes.size === 0 ? undefined : [...runtimes].join(", ");
    },
    setMachine(adapter, runtime) {
      if (adapters.has(adapter) && runtimes.has(runtime)) return;
      adapters.add(adapter);
      runtimes.add(runtime);
      write({ adapter, runtime });
    },
    has: (index, keys) => results.has(index, keys),
    add(record) {
      take(record, path);
      write(record);
    },
    records: (clips) => results.records(clips),
    results: () => results.all(),
  };
}

/** Reads a log. A run that was killed may have left half a line behind `wholeBytes`. */
function linesOf<Result>(path: string): { lines: Line<Result>[]; wholeBytes: number } {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    throw new AppError(
      "eval-log",
      `${path} cannot be read.`,
      "Check the path: it is the file that a run before wrote as its --out.",
      { cause },
    );
  }
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const lines = whole
    .split("\n")
    .map((line, at) => ({ line, at }))
    .filter(({ line }) => line !== "")
    .map(({ line, at }): Line<Result> => {
      try {
        return JSON.parse(line) as Line<Result>;
      } catch (cause) {
        throw damaged(path, at + 1, cause);
      }
    });
  return { lines, wholeBytes: Buffer.byteLength(whole) };
}

function append(path: string, line: string): void {
  try {
    appendFileSync(path, line);
  } catch (cause) {
    throw new AppError(
      "eval-log-write",
      `The results cannot be written to ${path}: ${cause instanceof Error ? cause.message : String(cause)}.`,
      "Make room on the disk, or check who may write there; then start the same command again, which goes on from there.",
      { cause },
    );
  }
}

const damaged = (path: string, line: number, cause: unknown): AppError =>
  new AppError(
    "eval-log",
    `Line ${line} of ${path} is damaged.`,
    "Remove that line; its sample is then asked about again.",
    { cause },
  );

function ofAnotherRun(path: string, head: object): AppError {
  return new AppError(
    "eval-log",
    `${path} holds results of another run: ${JSON.stringify(head)}.`,
    "Give another --out, or remove the file.",
  );
}

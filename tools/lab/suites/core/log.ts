// The results of clips, in a file of one JSON line each, so that a stopped run can continue.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { AppError } from "../../../../src/base/errors.ts";

/** What is kept of one clip: results by the key of what was run on it. */
export interface ClipRecord<Result> {
  readonly index: number;
  readonly byRequest: Readonly<Record<string, Result>>;
}

export interface EvalLog<Result> {
  readonly adapter: string | undefined;
  setAdapter(name: string): void;
  /** Whether the clip has a result for each key. */
  has(index: number, keys: readonly string[]): boolean;
  add(record: ClipRecord<Result>): void;
  records(clips: readonly { readonly index: number }[]): ClipRecord<Result>[];
  /** Returns the results of all clips and keys. */
  results(): Result[];
}

type Line<Result> = { head: object } | { adapter: string } | ClipRecord<Result>;

/**
 * Opens or starts the log; null keeps it in memory. `head` must be equal for results to belong together.
 * @throws AppError `eval-log` when the file is of another run.
 */
export function openLog<Result>(path: string | null, head: object): EvalLog<Result> {
  const byClip = new Map<number, Record<string, Result>>();
  let adapter: string | undefined;
  const take = (line: Line<Result>): void => {
    if ("head" in line) {
      if (JSON.stringify(line.head) !== JSON.stringify(head))
        throw ofAnotherRun(path ?? "", line.head);
    } else if ("adapter" in line) {
      ({ adapter } = line);
    } else {
      byClip.set(line.index, { ...byClip.get(line.index), ...line.byRequest });
    }
  };
  const write = (line: Line<Result>): void => {
    if (path !== null) appendFileSync(path, `${JSON.stringify(line)}\n`);
  };
  if (path !== null && existsSync(path)) {
    const text = readFileSync(path, "utf8");
    const end = text.lastIndexOf("\n") + 1; // a run that was killed may leave half a line
    if (end < text.length) writeFileSync(path, text.slice(0, end));
    for (const line of text.slice(0, end).split("\n")) {
      if (line !== "") take(JSON.parse(line) as Line<Result>);
    }
  }
  if (byClip.size === 0) write({ head });

  return {
    get adapter() {
      return adapter;
    },
    setAdapter(name) {
      if (name === adapter) return;
      adapter = name;
      write({ adapter: name });
    },
    has(index, keys) {
      const known = byClip.get(index);
      return known !== undefined && keys.every((key) => key in known);
    },
    add(record) {
      take(record);
      write(record);
    },
    records: (clips) => clips.map(({ index }) => ({ index, byRequest: byClip.get(index) ?? {} })),
    results: () => [...byClip.values()].flatMap((byRequest) => Object.values(byRequest)),
  };
}

function ofAnotherRun(path: string, head: object): AppError {
  return new AppError(
    "eval-log",
    `${path} holds results of another run: ${JSON.stringify(head)}.`,
    "Give another --out, or remove the file.",
  );
}

// Results of clips, in a file of one JSON line each, so that a stopped run can go on.

import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { AppError } from "../../../src/base/errors.ts";
import type { SuiteClip } from "./suite.ts";
import type { ClipRecord, RequestRecord } from "./tally.ts";

/** What must be equal for results to belong together. */
export interface LogHead {
  readonly model: string;
  readonly runtime: string;
  readonly seed: number;
  readonly frames: number | null;
}

export interface EvalLog {
  readonly adapter: string | undefined;
  setAdapter(name: string): void;
  /** True when the clip has a result for each request. */
  has(index: number, keys: readonly string[]): boolean;
  add(record: ClipRecord): void;
  records(clips: readonly SuiteClip[]): ClipRecord[];
  right(): { right: number; n: number };
}

type Line = { head: LogHead } | { adapter: string } | ClipRecord;

/** Opens or begins the log; null keeps it in memory. @throws AppError `eval-log` when the file is of another run. */
export function openLog(path: string | null, head: LogHead): EvalLog {
  const byClip = new Map<number, Record<string, RequestRecord>>();
  let adapter: string | undefined;
  const take = (line: Line): void => {
    if ("head" in line) {
      if (JSON.stringify(line.head) !== JSON.stringify(head))
        throw ofAnotherRun(path ?? "", line.head);
    } else if ("adapter" in line) {
      ({ adapter } = line);
    } else {
      byClip.set(line.index, { ...byClip.get(line.index), ...line.byRequest });
    }
  };
  const write = (line: Line): void => {
    if (path !== null) appendFileSync(path, `${JSON.stringify(line)}\n`);
  };
  if (path !== null && existsSync(path)) {
    const text = readFileSync(path, "utf8");
    const end = text.lastIndexOf("\n") + 1; // a run that was killed may leave half a line
    if (end < text.length) writeFileSync(path, text.slice(0, end));
    for (const line of text.slice(0, end).split("\n")) {
      if (line !== "") take(JSON.parse(line) as Line);
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
    right() {
      const answers = [...byClip.values()].flatMap((byRequest) =>
        Object.values(byRequest).flatMap((request) => request.answers),
      );
      return { right: answers.filter(([, isRight]) => isRight).length, n: answers.length };
    },
  };
}

function ofAnotherRun(path: string, head: LogHead): AppError {
  return new AppError(
    "eval-log",
    `${path} holds results of another run: ${JSON.stringify(head)}.`,
    "Give another --out, or remove the file.",
  );
}

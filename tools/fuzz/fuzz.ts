// Gives damaged files to worker processes and watches them: one that is silent for too long, or ends, is replaced, and
// the file that it was reading is a finding.

import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { Finding, FromWorker, Work } from "./messages.ts";

export interface FuzzOptions {
  /** The kinds, which take turns. */
  readonly kinds: readonly string[];
  /** The seed of the first file of each kind. */
  readonly seed: number;
  /** Says before each batch whether to go on. */
  readonly goOn: (inputs: number) => boolean;
  readonly workers?: number;
  /** How long one file may take; default 10 s. */
  readonly hangMs?: number;
  /** The files that a worker is given at once; default 50. */
  readonly batch?: number;
  readonly onFinding?: (finding: Finding) => void;
}

export interface FuzzReport {
  /** The files that were read or refused. */
  readonly inputs: number;
  readonly findings: readonly Finding[];
}

/** A process's heap; a small file that needs more is a finding. */
const HEAP_MIB = 512;

/** Runs damaged files until `goOn` says no. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const { kinds, seed, goOn, workers = 1, hangMs = 10_000, batch = 50 } = options;
  const findings: Finding[] = [];
  let inputs = 0;
  let turn = 0;
  const next = (): Work | null => {
    if (!goOn(inputs)) return null;
    const kind = kinds[turn % kinds.length] ?? "";
    const from = seed + Math.floor(turn / kinds.length) * batch;
    turn++;
    inputs += batch;
    return { kind, from, to: from + batch };
  };
  const found = (finding: Finding): void => {
    findings.push(finding);
    options.onFinding?.(finding);
  };
  const worker = async (): Promise<void> => {
    let left: Work | null = null;
    do left = await runWorker(left, { next, found, hangMs });
    while (left !== null);
  };
  await Promise.all(Array.from({ length: workers }, worker));
  return { inputs, findings };
}

interface Watch {
  readonly next: () => Work | null;
  readonly found: (finding: Finding) => void;
  readonly hangMs: number;
}

/** Runs one process to its end; returns the work that is left when it had to be ended, or null when there is no more. */
function runWorker(first: Work | null, { next, found, hangMs }: Watch): Promise<Work | null> {
  return new Promise((resolve) => {
    const child = startWorker();
    let work: Work | null = first;
    let at: { kind: string; seed: number } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    const end = (left: Work | null): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      child.kill("SIGKILL");
      resolve(left);
    };
    const fail = (what: string): void => {
      if (isOver) return;
      if (at === null || work === null) throw new Error(`A worker of the fuzzer: ${what}`);
      found({ ...at, what });
      const rest = { ...work, from: at.seed + 1 };
      end(rest.from < rest.to ? rest : next());
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => fail(`Nothing more came for ${hangMs / 1_000} s.`), hangMs);
    };
    const give = (): void => {
      work = at === null && work !== null ? work : next();
      if (work === null) return end(null);
      child.send(work);
      // A process that still starts is no file that hangs.
      if (at !== null) watch();
    };
    const pipe = child.stdio[3] as Readable;
    createInterface({ input: pipe }).on("line", (line) => {
      if (isOver) return;
      const told = JSON.parse(line) as FromWorker;
      if (told.is === "done") return give();
      const { kind, seed } = told.kind === "" && at !== null ? at : told;
      if (told.is === "wrong") found({ kind, seed, what: told.what });
      else at = { kind, seed };
      watch();
    });
    child.on("exit", (code, signal) => fail(`The process ended: ${signal ?? `code ${code}`}.`));
  });
}

function startWorker(): ChildProcess {
  return fork(join(import.meta.dirname, "worker.ts"), {
    execArgv: ["--import", "tsx", `--max-old-space-size=${HEAP_MIB}`],
    stdio: ["ignore", "ignore", "ignore", "pipe", "ipc"],
  });
}

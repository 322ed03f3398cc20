// A file that only one run writes at a time. The lock is a file beside it with the run's process id.

import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { AppError } from "../../../../src/base/errors.ts";

/** Locks a file until the work is done. @throws AppError `eval-log-busy` while another run has it. */
export async function withLock<T>(path: string | null, work: () => Promise<T>): Promise<T> {
  if (path === null) return work();
  const lock = `${path}.lock`;
  take(lock, path);
  const free = (): void => rmSync(lock, { force: true });
  process.once("exit", free); // an interrupted run leaves through process.exit
  try {
    return await work();
  } finally {
    process.removeListener("exit", free);
    free();
  }
}

function take(lock: string, path: string): void {
  for (let attempt = 0; ; attempt++) {
    try {
      const file = openSync(lock, "wx");
      writeSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cause;
      const owner = Number(readFileSync(lock, "utf8"));
      if (attempt > 0 || isAlive(owner)) throw busy(path, owner);
      rmSync(lock, { force: true }); // its run was killed
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === "EPERM";
  }
}

const busy = (path: string, pid: number): AppError =>
  new AppError(
    "eval-log-busy",
    `Another run (process ${pid}) writes to ${path}.`,
    "Wait until it is done, or give this run an --out of its own; several can be merged.",
  );

// One writer a model, over all tabs: Web Locks, which a closed tab or an ended worker gives back by itself.

import { AppError } from "../../base/errors.ts";

const nameOf = (repo: string): string => `framewise-weights:${repo}`;

/** Runs alone on this model; `onWait` is told when another tab is at it. */
export async function withLock<T>(
  repo: string,
  signal: AbortSignal,
  onWait: () => void,
  run: () => Promise<T>,
): Promise<T> {
  const first = await navigator.locks.request(
    nameOf(repo),
    { ifAvailable: true },
    async (lock): Promise<{ readonly value: T } | null> =>
      lock === null ? null : { value: await run() },
  );
  if (first !== null) return first.value;
  onWait();
  return navigator.locks.request(nameOf(repo), { signal }, run);
}

/** Like `withLock`, but another tab is waited for only so long. @throws AppError `weights-busy`. */
export async function withLockSoon<T>(
  repo: string,
  signal: AbortSignal,
  waitMs: number,
  run: () => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(waitMs);
  let hasBegun = false;
  try {
    return await navigator.locks.request(
      nameOf(repo),
      { signal: AbortSignal.any([signal, patience]) },
      () => {
        hasBegun = true;
        return run();
      },
    );
  } catch (thrown) {
    if (hasBegun || signal.aborted) throw thrown;
    throw new AppError(
      "weights-busy",
      `"${repo}" is being downloaded or checked, perhaps in another tab.`,
      "Pause it there, or wait until it is done, and try again.",
      { cause: thrown },
    );
  }
}

// Lets one holder at a time have a name, over all tabs, with Web Locks. The browser releases a lock when its tab closes
// or its worker ends.

/** Calls `run` while nobody else holds the name; `onWait` is called when another tab holds it at first. */
export async function withLock<T>(
  name: string,
  signal: AbortSignal,
  onWait: () => void,
  run: () => Promise<T>,
): Promise<T> {
  const first = await navigator.locks.request(
    name,
    { ifAvailable: true },
    async (lock): Promise<{ readonly value: T } | null> =>
      lock === null ? null : { value: await run() },
  );
  if (first !== null) return first.value;
  onWait();
  return navigator.locks.request(name, { signal }, run);
}

/** Like `withLock`, but waits for another tab for a limited time, and then throws what `busy` makes. */
export async function withLockSoon<T>(
  name: string,
  {
    signal,
    waitMs,
    busy,
  }: { signal: AbortSignal; waitMs: number; busy: (cause: unknown) => Error },
  run: () => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(waitMs);
  let hasBegun = false;
  try {
    return await navigator.locks.request(
      name,
      { signal: AbortSignal.any([signal, patience]) },
      () => {
        hasBegun = true;
        return run();
      },
    );
  } catch (thrown) {
    if (hasBegun || signal.aborted) throw thrown;
    throw busy(thrown);
  }
}
